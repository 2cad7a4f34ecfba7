package goldenpath.image

import data.goldenpath.lib
import data.goldenpath.lib.dockerfile

# METADATA
# title: ADD takes nothing from the network unseen
# description: |
#   What a URL or a Git repository holds may change at any time, and nobody reviews what comes into
#   the image.
# custom:
#   id: image-remote-add
#   severity: high
#   remedy: |
#     Keep the file in the repository and COPY it, or name the bytes: `ADD --checksum=sha256:...
#     URL`, and for Git `URL#<commit>` with all 40 digits.
deny contains lib.finding("image-remote-add", instruction.document, instruction.at, text) if {
	some instruction in dockerfile.instructions
	instruction.value.name == "ADD"
	count(object.get(instruction.value.flags, "checksum", [])) == 0
	words := instruction.value.arguments
	some source in array.slice(words, 0, count(words) - 1)
	regex.match(`^([A-Za-z]+://|git@)`, source)
	not regex.match(`#[0-9a-f]{40}(:|$)`, source)
	parts := split(source, "@") # before it may be a password
	text := sprintf("ADD takes files from the network: %s", [parts[count(parts) - 1]])
}
