package goldenpath.exposure

import data.goldenpath.lib.kubernetes

# METADATA
# title: Network policies close every pod in both directions
# description: |
#   A pod that no NetworkPolicy selects may be called by every pod of the cluster and may call the whole
#   internet, which is how data leaves after a break-in.
# custom:
#   id: exposure-network-policy
#   severity: high
#   remedy: |
#     Add a NetworkPolicy with `podSelector: {}` and `policyTypes: [Ingress, Egress]`, then one that
#     allows what the service needs.
deny contains kubernetes.finding("exposure-network-policy", pod, [], text) if {
	some pod in kubernetes.pods
	some direction in ["Ingress", "Egress"]
	not closed(pod, direction)
	text := sprintf("is selected by no NetworkPolicy for %s", [lower(direction)])
}

closed(pod, direction) if {
	some policy in kubernetes.beside(pod.document, "NetworkPolicy")
	startswith(policy.contents.apiVersion, "networking.k8s.io/")
	direction in directions(policy.contents.spec)
	kubernetes.selects(object.get(policy.contents.spec, "podSelector", {}), pod.labels)
}

directions(spec) := object.get(spec, "policyTypes", array.concat(["Ingress"], [type | spec.egress; type := "Egress"]))
