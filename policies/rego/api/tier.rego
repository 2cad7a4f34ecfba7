package goldenpath.api

import data.goldenpath.lib
import data.goldenpath.lib.openapi

# METADATA
# title: No rate limit is above that of its tier
# description: |
#   The document tells clients what they may ask for. Where it promises more than the tier has,
#   either the gateway breaks the promise or the service pays for it.
# custom:
#   id: api-tier
#   severity: medium
#   remedy: |
#     Lower `requests` of `x-rate-limit` to the cap of its tier, name a tier of `api.tiers` in
#     `policy.yaml`, or raise the cap there. A limit without a tier counts as one of the highest.
deny contains lib.finding("api-tier", operation.document, operation.at, text) if {
	some operation in openapi.exposed
	some limit in openapi.limits(operation)
	rate := openapi.per_minute(limit)
	not within_tier(limit, rate)
	period := object.get(limit, "per", "minute")
	text := sprintf("%s promises %v requests a %s, more than its tier has", [operation.name, limit.requests, period])
}

within_tier(limit, rate) if rate <= data.policy.api.tiers[limit.tier]

within_tier(limit, rate) if {
	not openapi.has(limit, "tier")
	some cap in data.policy.api.tiers
	rate <= cap
}
