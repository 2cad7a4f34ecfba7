package goldenpath.exposure

import data.goldenpath.lib.exposure
import data.goldenpath.lib.kubernetes

# METADATA
# title: A public endpoint limits the rate of requests
# description: |
#   Without a limit one caller, or one loop in a client, takes the whole service and its model budget.
# custom:
#   id: exposure-rate-limit
#   severity: high
#   remedy: |
#     Attach a BackendTrafficPolicy with `rateLimit` to the route or its gateway, or set
#     `nginx.ingress.kubernetes.io/limit-rps` on the Ingress; zero is no limit.
deny contains kubernetes.finding("exposure-rate-limit", endpoint, ["spec"], "is public and has no rate limit") if {
	some endpoint in exposure.public
	not exposure.has(endpoint, "rate_limit")
}
