package goldenpath.exposure

import data.goldenpath.lib.exposure
import data.goldenpath.lib.kubernetes
import data.goldenpath.lib.routes

# METADATA
# title: A public endpoint names its hosts
# description: |
#   An endpoint for any host takes the requests of names that were meant for others, and of names that
#   an attacker has pointed at the address.
# custom:
#   id: exposure-wildcard-host
#   severity: medium
#   remedy: |
#     Write each host in full: `rules[].host` of an Ingress instead of a default backend, `hostnames` of
#     a route, `listeners[].hostname` of a Gateway.
deny contains kubernetes.finding("exposure-wildcard-host", host, [], text) if {
	some host in exposure.hosts
	wildcard(host.name)
	text := sprintf("answers for %s", [said(host.name)])
}

deny contains kubernetes.finding("exposure-wildcard-host", listener, ["hostname"], text) if {
	some listener in exposure.listeners
	not routes.only_redirects(listener)
	host := object.get(listener.spec, "hostname", "")
	wildcard(host)
	text := sprintf("listens for %s", [said(host)])
}

deny contains kubernetes.finding("exposure-wildcard-host", endpoint, ["spec", "hostnames", index], text) if {
	some endpoint in exposure.public
	some index, host in endpoint.spec.hostnames
	wildcard(host)
	text := sprintf("answers for %s", [said(host)])
}

# Where the gateway is shipped, its listener says the host.
deny contains kubernetes.finding("exposure-wildcard-host", endpoint, ["spec"], "answers for any host") if {
	some endpoint in exposure.public
	count(endpoint.parent.shipped) == 0
	count(object.get(endpoint.spec, "hostnames", [])) == 0
}

wildcard(host) if host in {"", null}

wildcard(host) if startswith(host, "*")

said(host) := "any host" if host in {"", "*", null}

else := sprintf("%v", [host])
