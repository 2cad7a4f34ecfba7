package goldenpath.exposure

import data.goldenpath.lib.exposure
import data.goldenpath.lib.kubernetes

# METADATA
# title: Network policies name who may call
# description: |
#   A NetworkPolicy that lets everybody in is worth as much as none, and looks like one.
# custom:
#   id: exposure-open-ingress
#   severity: high
#   remedy: List the callers under `from`, such as the namespace of the gateway by its name.
deny contains kubernetes.finding("exposure-open-ingress", rule, [], "lets everybody in") if {
	some rule in exposure.network_rules("ingress", "from")
	count(rule.peers) == 0
}

deny contains kubernetes.finding("exposure-open-ingress", rule, ["from", index], "lets everybody in") if {
	some rule in exposure.network_rules("ingress", "from")
	some index, peer in rule.peers
	anybody(peer)
}

anybody(peer) if endswith(peer.ipBlock.cidr, "/0")

anybody(peer) if {
	peer.namespaceSelector == {}
	not peer.podSelector.matchLabels
	not peer.podSelector.matchExpressions
}

anybody({})
