package goldenpath.exposure

import data.goldenpath.lib.exposure
import data.goldenpath.lib.kubernetes

listed := data.policy.exposure.egress

# METADATA
# title: Pods send requests only where the allow-list says
# description: |
#   What a service may reach is what it can leak to, and what an injected prompt can make it call. The
#   list is short, belongs to the team and is reviewed.
# custom:
#   id: exposure-egress
#   severity: high
#   remedy: |
#     Name the destination in the NetworkPolicy (a namespace, an address range) and list it in
#     policy.yaml: `exposure.egress`; send what goes to the internet through an egress gateway.
deny contains kubernetes.finding("exposure-egress", rule, [], "lets pods send requests everywhere") if {
	some rule in outgoing
	count(rule.peers) == 0
}

deny contains kubernetes.finding("exposure-egress", rule, ["to", index], text) if {
	some rule in outgoing
	some index, peer in rule.peers
	not reachable(peer)
	text := "lets pods send requests to what is not on the allow-list"
}

deny contains kubernetes.finding("exposure-egress", kubernetes.part(document), at, text) if {
	some document in kubernetes.objects
	some [at, host] in hosts(document.contents)
	not known(host)
	text := sprintf("reaches %v, which is not on the allow-list", [host])
}

outgoing := [rule |
	some rule in exposure.network_rules("egress", "to")
	not resolver(rule.ports)
]

resolver(ports) if {
	count(ports) > 0
	every port in ports {
		port.port in listed.ports
		not port.endPort
	}
}

reachable(peer) if {
	some range in listed.ranges
	net.cidr_contains(range, peer.ipBlock.cidr)
}

# Without a namespace the pods of the policy's own are meant.
reachable(peer) if {
	is_object(peer.podSelector)
	not peer.namespaceSelector
}

reachable(peer) if {
	some key, value in peer.namespaceSelector.matchLabels
	named(key, [value])
}

reachable(peer) if {
	some expression in peer.namespaceSelector.matchExpressions
	expression.operator == "In"
	named(expression.key, expression.values)
}

named(key, values) if {
	count(values) > 0
	every value in values {
		name := {"kubernetes.io/metadata.name": value}
		object.get(name, key, concat("=", [key, value])) in listed.namespaces
	}
}

hosts(contents) := [[["spec", "hosts", index], host] | some index, host in contents.spec.hosts] if {
	contents.kind == "ServiceEntry"
	object.get(contents, ["spec", "location"], "") != "MESH_INTERNAL"
}

hosts(contents) := [[["spec", "externalName"], contents.spec.externalName]] if {
	contents.kind == "Service"
	not endswith(contents.spec.externalName, ".svc.cluster.local")
}

known(host) if {
	some pattern in listed.hosts
	exposure.matches(pattern, lower(host))
}
