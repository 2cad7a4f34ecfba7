package goldenpath.workload

import data.goldenpath.lib.kubernetes

# METADATA
# title: No image is `latest`
# description: |
#   Nobody can say which version `latest` was yesterday, and two nodes may hold two of them. An image
#   without a tag is `latest`, too.
# custom:
#   id: workload-latest
#   severity: medium
#   remedy: Name the image by its digest, or at least by the tag of a release.
deny contains kubernetes.finding("workload-latest", image, image.path, text) if {
	some image in kubernetes.images
	regex.match(`(^|/)[^/:@]*(:latest)?$|:latest@`, image.reference)
	text := sprintf("takes the image %v, which is whatever is the latest", [image.reference])
}
