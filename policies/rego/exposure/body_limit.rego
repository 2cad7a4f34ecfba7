package goldenpath.exposure

import data.goldenpath.lib.exposure
import data.goldenpath.lib.kubernetes

# METADATA
# title: A public endpoint limits the size of a request
# description: |
#   A body of any size fills memory, and a prompt of any size is paid by the token. GRPCRoutes are not
#   asked: a gateway cannot hold back a stream, and a gRPC server has a limit of its own.
# custom:
#   id: exposure-body-limit
#   severity: medium
#   remedy: |
#     Attach a BackendTrafficPolicy with `requestBuffer.limit` to the route or its gateway, or set
#     `nginx.ingress.kubernetes.io/proxy-body-size` on the Ingress, below 100 MB.
deny contains kubernetes.finding("exposure-body-limit", endpoint, ["spec"], "is public and takes bodies of any size") if {
	some endpoint in exposure.public
	endpoint.document.contents.kind != "GRPCRoute"
	not exposure.has(endpoint, "body_limit")
}
