package goldenpath.image

import data.goldenpath.lib
import data.goldenpath.lib.dockerfile

# METADATA
# title: The image has no sudo
# description: |
#   With sudo, and no password to ask for, a user who is not root is root after all.
# custom:
#   id: image-sudo
#   severity: medium
#   remedy: Do what needs root before USER, and neither install nor call sudo.
deny contains lib.finding("image-sudo", document, instruction.at, text) if {
	some document in dockerfile.files
	some instruction in dockerfile.shipped(document)
	instruction.value.name == "RUN"
	regex.match(`(^|[\s;&|(])sudo([\s;&|)]|$)`, instruction.value.value)
	text := "RUN installs or calls sudo"
}
