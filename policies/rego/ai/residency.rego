package goldenpath.ai

import data.goldenpath.lib
import data.goldenpath.lib.ai

# METADATA
# title: Models are asked where data may be processed
# description: |
#   A question goes wherever the URL of the model leads. An endpoint counts only if its host is known,
#   the region that it processes data in is allowed, and nobody on the way can read along.
# custom:
#   id: ai-residency
#   severity: high
#   remedy: >-
#     Ask a host of `ai.endpoints` in policy.yaml by https, or list this one with its region, which
#     must be one of `ai.regions`. Write the URL into the manifest: it is no secret.
deny contains lib.finding("ai-residency", endpoint.document, endpoint.at, text) if {
	some endpoint in endpoints
	not host(endpoint.value)
	text := sprintf("%s cannot be read as the URL of one host", [endpoint.name])
}

deny contains lib.finding("ai-residency", endpoint.document, endpoint.at, text) if {
	some endpoint in endpoints
	not private(host(endpoint.value))
	not startswith(lower(endpoint.value), "https:")
	text := sprintf("%s asks %s without encryption", [endpoint.name, host(endpoint.value)])
}

deny contains lib.finding("ai-residency", endpoint.document, endpoint.at, text) if {
	some endpoint in endpoints
	not allowed(host(endpoint.value))
	text := sprintf("%s leads to %s, which is in no region that is allowed", [endpoint.name, host(endpoint.value)])
}

endpoints contains endpoint if some endpoint in ai.variables.endpoint

endpoints contains endpoint if {
	some document in lib.of_type("goldenpath")
	some role in ["model", "judge", "embedder"]
	endpoint := {
		"document": ai.without_contents(document),
		"at": ["eval", role, "url"],
		"name": sprintf("[eval.%s] url", [role]),
		"value": document.contents.eval[role].url,
	}
}

# Whatever a client might read in another way than we do, such as a name and a password, is no host.
host(url) := regex.find_all_string_submatch_n(
	`^https?://([a-z0-9.-]+|\[::1\])(:[0-9]+)?([/?#]|$)`,
	lower(url), 1,
)[0][1]

allowed(name) if loopback(name)

allowed(name) if data.policy.ai.endpoints[name] in data.policy.ai.regions

loopback(name) if name in {"localhost", "127.0.0.1", "[::1]"}

# Within a cluster, the network is not the public one.
private(name) if loopback(name)

private(name) if regex.match(`^[^.]+$|\.svc$|\.svc\.cluster\.local$`, name)
