package goldenpath.exposure

import data.goldenpath.lib.kubernetes

# METADATA
# title: What opens or closes a service can be judged
# description: |
#   These rules read Ingress, HTTPRoute, GRPCRoute, Gateway, Service and NetworkPolicy. What another kind
#   opens to the outside would pass unseen, so it is named.
# custom:
#   id: exposure-unjudged
#   severity: medium
#   remedy: |
#     Write it as an HTTPRoute, an Ingress or a NetworkPolicy, or waive this rule for the file with the
#     reason why it is safe. `exposure.unjudged` in policy.yaml holds the kinds.
deny contains kubernetes.finding("exposure-unjudged", kubernetes.part(document), ["kind"], text) if {
	some document in kubernetes.objects
	api := split(document.contents.apiVersion, "/")[0]
	concat("/", [api, document.contents.kind]) in data.policy.exposure.unjudged
	not within_mesh(document.contents)
	text := "decides who comes in or out, and no rule can read it"
}

# A VirtualService without a gateway routes what is inside of the mesh already.
within_mesh(contents) if {
	contents.kind == "VirtualService"
	object.get(contents, ["spec", "gateways"], ["mesh"]) == ["mesh"]
}
