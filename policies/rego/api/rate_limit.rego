package goldenpath.api

import data.goldenpath.lib
import data.goldenpath.lib.openapi

# METADATA
# title: Every operation documents its rate limit
# description: |
#   A limit that nobody wrote down is one that nobody set: one client can then use up what all pay
#   for.
# custom:
#   id: api-rate-limit
#   severity: high
#   remedy: |
#     Write `x-rate-limit: {tier: standard, requests: 60, per: minute}` in the operation, or a
#     header `RateLimit...` or `Retry-After` in its response 429.
deny contains lib.finding("api-rate-limit", operation.document, operation.at, text) if {
	some operation in openapi.exposed
	not limited(operation)
	text := sprintf("%s does not document its rate limit", [operation.name])
}

limited(operation) if {
	limits := openapi.limits(operation)
	count(limits) > 0
	every limit in limits {
		openapi.per_minute(limit)
	}
}

limited(operation) if {
	some header, _ in openapi.response(operation, "429").headers
	regex.match(`(?i)^((x-)?rate-?limit|retry-after$)`, header)
}
