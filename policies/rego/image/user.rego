package goldenpath.image

import data.goldenpath.lib
import data.goldenpath.lib.dockerfile

# METADATA
# title: The image does not run as root
# description: |
#   Who breaks into a process that runs as root owns the container, and with a flaw of the kernel
#   the node.
# custom:
#   id: image-user
#   severity: high
#   remedy: |
#     Write `USER 65532:65532`, or another user that is not root, in the last stage. Base images
#     that have such a user are in `image.non_root_images` of `policy.yaml`, their variables in
#     `image.non_root_variables`.
deny contains lib.finding("image-user", document, last_user.at, text) if {
	some document in dockerfile.files
	users := users_of(document)
	last_user := users[count(users) - 1]
	not unprivileged(last_user.name)
	text := sprintf("the image runs as %q, which is root or unknown", [last_user.name])
}

deny contains lib.finding("image-user", document, ["stages", count(document.contents.stages) - 1], text) if {
	some document in dockerfile.files
	users_of(document) == []
	image := base(document)
	not runs_as_another(image)
	text := sprintf("no USER is named, and the user of %q is unknown", [image])
}

users_of(document) := [user |
	some instruction in dockerfile.shipped(document)
	instruction.value.name == "USER"
	not instruction.value.onbuild
	user := {"name": concat(" ", instruction.value.arguments), "at": instruction.at}
]

base(document) := document.contents.stages[min(dockerfile.last(document).chain)].image

unprivileged(user) if {
	name := split(user, ":")[0]
	not regex.match(`(?i)^(root|0*|.*\$.*|containeradministrator)$`, name)
}

unprivileged(user) if {
	some variable in data.policy.image.non_root_variables
	trim(split(user, ":")[0], "${}") == variable
}

runs_as_another(image) if {
	some pattern in data.policy.image.non_root_images
	regex.match(pattern, image)
}
