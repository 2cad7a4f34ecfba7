package goldenpath.workload

import data.goldenpath.lib.kubernetes

# METADATA
# title: Images are named by digest
# description: |
#   A tag can be moved: what was scanned and signed is then not what runs. A digest names the bytes.
# custom:
#   id: workload-digest
#   severity: high
#   remedy: 'Write the image as `name@sha256:...`; `crane digest NAME:TAG` prints the digest.'
deny contains kubernetes.finding("workload-digest", image, image.path, text) if {
	some image in kubernetes.images
	not regex.match(`@sha256:[0-9a-f]{64}$`, image.reference)
	text := sprintf("takes the image %v, which is not pinned by digest", [image.reference])
}
