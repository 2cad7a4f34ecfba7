package goldenpath.image

import data.goldenpath.lib
import data.goldenpath.lib.dockerfile

# METADATA
# title: Whatever is built on is named by digest
# description: |
#   A tag can be moved: two builds of one commit then differ, and nobody reviewed what came in. This
#   holds for base images and for images that files are copied from.
# custom:
#   id: image-digest
#   severity: high
#   remedy: |
#     Write `NAME:TAG@sha256:...`; `crane digest NAME:TAG` prints the digest. A variable needs a
#     default with one. Names of build contexts that are no images belong in `image.build_contexts`
#     of `policy.yaml`.
deny contains lib.finding("image-digest", document, ["stages", index], text) if {
	some document in dockerfile.files
	some index, stage in document.contents.stages
	stage.image != "scratch"
	count(stage.chain) == 1
	not pinned(stage.image)
	text := sprintf("the stage starts from %q, not by digest", [stage.image])
}

deny contains lib.finding("image-digest", source.of.document, source.of.at, text) if {
	some source in sources
	not regex.match(`^[0-9]+$`, source.image)
	not lower(source.image) in {stage.name | some stage in source.of.document.contents.stages}
	not source.image in data.policy.image.build_contexts
	not pinned(source.image)
	text := sprintf("%s takes files from %q, not by digest", [source.of.value.name, source.image])
}

pinned(image) if regex.match(`@sha256:[0-9a-f]{64}$`, image)

# Arrays: to put an instruction into a set, all of its document would be hashed.
sources := array.concat(copied, mounted)

copied := [{"of": instruction, "image": image} |
	some instruction in dockerfile.instructions
	some image in instruction.value.flags.from
]

mounted := [{"of": instruction, "image": trim_prefix(option, "from=")} |
	some instruction in dockerfile.instructions
	some mount in instruction.value.flags.mount
	some option in split(mount, ",")
	startswith(option, "from=")
]
