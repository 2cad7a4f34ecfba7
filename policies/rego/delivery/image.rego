package goldenpath.delivery

import data.goldenpath.lib.delivery
import data.goldenpath.lib.kubernetes

# METADATA
# title: Delivery does not replace a digest by a tag
# description: |
#   Argo CD and Flux can put another image in place of that in the manifests, after everything that
#   judged them. Previews of a pull request may do so.
# custom:
#   id: delivery-image
#   severity: high
#   remedy: Write the image with its digest, or leave it to the overlay.
deny contains kubernetes.finding("delivery-image", application, at, text) if {
	some application in delivery.applications
	count(delivery.pull_requests(application.document)) == 0
	some source in delivery.sources(application)
	some index, image in source.spec.kustomize.images
	not contains(image, "@sha256:")
	at := array.concat(source.at, ["kustomize", "images", index])
	text := sprintf("puts the image %v in place, which is not pinned by digest", [image])
}

deny contains kubernetes.finding("delivery-image", kubernetes.part(document), ["spec", "images", index], text) if {
	some document in kubernetes.of("kustomize.toolkit.fluxcd.io", "Kustomization")
	some index, image in document.contents.spec.images
	not image.digest
	text := sprintf("puts the image %v in place, which is not pinned by digest", [object.get(image, "name", "")])
}
