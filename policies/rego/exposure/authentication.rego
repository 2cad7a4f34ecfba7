package goldenpath.exposure

import data.goldenpath.lib.exposure
import data.goldenpath.lib.kubernetes

# METADATA
# title: A public endpoint asks who calls
# description: |
#   What answers anyone is found by scanners within hours. A model behind it spends the team's budget
#   and reads the team's data for whoever asks.
# custom:
#   id: exposure-authentication
#   severity: critical
#   remedy: |
#     Attach a SecurityPolicy (`jwt`, `oidc`, `apiKeyAuth`, `basicAuth` or `extAuth`) to the route or its
#     gateway, or set `nginx.ingress.kubernetes.io/auth-url` on the Ingress. Where the platform's gateway
#     does it for all, say so in policy.yaml: `exposure.gateways`.
deny contains kubernetes.finding("exposure-authentication", endpoint, ["spec"], "is public and asks nobody who they are") if {
	some endpoint in exposure.public
	not exposure.has(endpoint, "authentication")
}
