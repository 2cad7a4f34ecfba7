package goldenpath.exposure

import data.goldenpath.lib.kubernetes

# METADATA
# title: An Ingress carries no configuration snippets
# description: |
#   A snippet is pasted into the configuration of the controller: it can switch off what protects this
#   and every other endpoint, and read the secrets of all of them.
# custom:
#   id: exposure-snippet
#   severity: high
#   remedy: Remove the annotation and use the controller's own annotation for what it does.
deny contains kubernetes.finding("exposure-snippet", kubernetes.part(document), ["metadata", "annotations", key], text) if {
	some document in kubernetes.objects
	document.contents.kind == "Ingress"
	some key, _ in document.contents.metadata.annotations
	regex.match(`^nginx\..*-snippets?$`, key)
	text := sprintf("writes into the configuration of the controller with %s", [key])
}
