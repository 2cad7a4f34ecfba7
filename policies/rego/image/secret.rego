package goldenpath.image

import data.goldenpath.lib
import data.goldenpath.lib.dockerfile

# METADATA
# title: No secret is built in
# description: |
#   Build arguments, variables and commands are kept in the history of the image, where everyone who
#   can pull it can read them, even if a later layer removes them.
# custom:
#   id: image-secret
#   severity: critical
#   remedy: |
#     Use `RUN --mount=type=secret,id=NAME` while the image is built, and the environment of the
#     container when it runs. Withdraw a secret that was built in.
deny contains lib.finding("image-secret", instruction.document, instruction.at, text) if {
	some instruction in dockerfile.instructions
	instruction.value.name in {"ARG", "ENV"}
	some word in instruction.value.arguments
	name := split(word, "=")[0]
	named(name, "secret_names")
	not named(name, "public_names")
	not harmless(instruction.value.name, trim_prefix(word, name))
	text := sprintf("%s %s is a secret by its name", [instruction.value.name, name])
}

deny contains lib.finding("image-secret", instruction.document, instruction.at, text) if {
	some instruction in dockerfile.instructions
	some pattern in data.policy.image.secret_values
	regex.match(pattern, instruction.value.value)
	text := sprintf("%s holds a secret", [instruction.value.name])
}

named(name, list) if {
	some pattern in data.policy.image[list]
	regex.match(pattern, upper(name))
}

# A switch, or the file where the secret will be.
harmless(_, value) if regex.match(`(?i)^=(true|false|yes|no|0|1|/run/secrets/.*)$`, value)

# Nothing yet; a build argument without a value gets one.
harmless("ENV", "=")
