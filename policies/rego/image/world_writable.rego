package goldenpath.image

import data.goldenpath.lib
import data.goldenpath.lib.dockerfile

# METADATA
# title: Nothing in the image can be written by everyone
# description: |
#   A program that everyone can write is one that everyone can replace, whoever runs it afterwards.
# custom:
#   id: image-world-writable
#   severity: medium
#   remedy: Give the file to the user who needs it (`COPY --chown=65532:65532`), with mode 755 or 644.
deny contains lib.finding("image-world-writable", document, instruction.at, text) if {
	some document in dockerfile.files
	some instruction in dockerfile.shipped(document)
	instruction.value.name == "RUN"
	regex.match(`chmod\s+(-\S+\s+)*(0?[0-7][0-7][2367]|(\S*,)?[ug]*[oa][ugoa]*[+=][rxXst]*w\S*)\s`, instruction.value.value)
	text := "RUN lets everyone write"
}

deny contains lib.finding("image-world-writable", document, instruction.at, text) if {
	some document in dockerfile.files
	some instruction in dockerfile.shipped(document)
	some mode in instruction.value.flags.chmod
	regex.match(`^0?[0-7][0-7][2367]$`, mode)
	text := sprintf("%s lets everyone write", [instruction.value.name])
}
