package goldenpath.exposure

import data.goldenpath.lib.exposure
import data.goldenpath.lib.kubernetes

# METADATA
# title: No Service is open to the outside by itself
# description: |
#   A LoadBalancer, a NodePort or an external address hands requests to the pods as they come: nothing
#   on the way asks who calls, counts requests or ends TLS.
# custom:
#   id: exposure-service
#   severity: high
#   remedy: |
#     Make it a ClusterIP and put an HTTPRoute or an Ingress in front of it. An internal load balancer
#     says so by its annotation, or by private `loadBalancerSourceRanges`.
deny contains kubernetes.finding("exposure-service", service, ["spec", "type"], text) if {
	some service in services
	service.spec.type in data.policy.exposure.open_services
	not exposure.has(service, "internal")
	not private(service.spec)
	text := sprintf("is open to the outside as %s", [service.spec.type])
}

deny contains kubernetes.finding("exposure-service", service, ["spec", "externalIPs"], text) if {
	some service in services
	count(service.spec.externalIPs) > 0
	text := "is open to the outside at addresses of its own"
}

services := [object.union(kubernetes.part(document), says) |
	some index, document in kubernetes.objects
	document.contents.kind == "Service"
	class := object.get(document.contents, ["spec", "loadBalancerClass"], "")
	says := {"given": exposure.given("classes", class), "speakers": {index}}
]

# Only a load balancer asks where requests come from.
private(spec) if {
	spec.type == "LoadBalancer"
	count(spec.loadBalancerSourceRanges) > 0
	every range in spec.loadBalancerSourceRanges {
		some own in ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"]
		net.cidr_contains(own, range)
	}
}
