package goldenpath.exposure

import data.goldenpath.lib.exposure
import data.goldenpath.lib.kubernetes

# METADATA
# title: A public gateway takes routes from known namespaces
# description: |
#   A listener that takes routes from all namespaces lets every team publish under its hosts, and take
#   over the paths of another.
# custom:
#   id: exposure-allowed-routes
#   severity: medium
#   remedy: Set `allowedRoutes.namespaces.from` to `Same`, or to `Selector` with the labels of the namespaces.
deny contains kubernetes.finding("exposure-allowed-routes", listener, at, "takes routes from all namespaces") if {
	some listener in exposure.listeners
	at := ["allowedRoutes", "namespaces", "from"]
	object.get(listener.spec, at, "Same") == "All"
}
