package goldenpath.exposure

import data.goldenpath.lib.exposure
import data.goldenpath.lib.kubernetes
import data.goldenpath.lib.routes

# METADATA
# title: A public endpoint is reached through TLS only
# description: |
#   Without TLS everybody on the way reads keys, prompts and answers, and can change them.
# custom:
#   id: exposure-tls
#   severity: high
#   remedy: |
#     List every host under `tls` of the Ingress and leave `ssl-redirect` on; give a Gateway HTTPS
#     listeners, and one for HTTP only where its routes redirect; name the HTTPS listener in the
#     `sectionName` of a route to a gateway that is not shipped with it.
deny contains kubernetes.finding("exposure-tls", host, [], text) if {
	some host in exposure.hosts
	not exposure.has(host.endpoint, "tls")
	not covered(host.name, object.get(host.document.contents, ["spec", "tls"], []))
	text := sprintf("serves %s without TLS", [said(host.name)])
}

deny contains kubernetes.finding("exposure-tls", endpoint, ["metadata", "annotations"], text) if {
	some endpoint in exposure.public
	exposure.has(endpoint, "plaintext")
	text := "answers without TLS, too"
}

deny contains kubernetes.finding("exposure-tls", listener, [], text) if {
	some listener in exposure.listeners
	not object.get(listener.spec, "protocol", "") in {"HTTPS", "TLS"}
	not routes.only_redirects(listener)
	text := "has no TLS and does not only redirect"
}

deny contains kubernetes.finding("exposure-tls", endpoint, endpoint.parent.at, text) if {
	some endpoint in exposure.public
	count(endpoint.parent.shipped) == 0
	not exposure.has(endpoint, "tls")
	not endpoint.parent.port == 443
	not regex.match(data.policy.exposure.tls_listeners, endpoint.parent.section)
	text := sprintf("does not name a listener with TLS of gateway %s", [endpoint.parent.path])
}

covered(_, entries) if {
	some entry in entries
	count(object.get(entry, "hosts", [])) == 0
}

covered(host, entries) if {
	some entry in entries
	some name in entry.hosts
	exposure.matches(name, host)
}
