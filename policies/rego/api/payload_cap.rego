package goldenpath.api

import data.goldenpath.lib
import data.goldenpath.lib.openapi

# METADATA
# title: Every body has a documented size limit
# description: |
#   A body of any size fills memory, and for a model it is paid by the token. A client must know the
#   limit to stay below it.
# custom:
#   id: api-payload-cap
#   severity: medium
#   remedy: Document a response `413` in the operation, or write `x-max-body-bytes` with the limit.
deny contains lib.finding("api-payload-cap", operation.document, operation.at, text) if {
	some operation in openapi.exposed
	openapi.has(operation.value, "requestBody")
	not capped(operation)
	text := sprintf("%s takes a body without a documented size limit", [operation.name])
}

capped(operation) if openapi.response(operation, "413")

capped(operation) if {
	cap := openapi.extension(operation, "x-max-body-bytes")
	is_number(cap)
	cap > 0
}
