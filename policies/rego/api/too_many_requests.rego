package goldenpath.api

import data.goldenpath.lib
import data.goldenpath.lib.openapi

# METADATA
# title: Every operation documents the answer 429
# description: |
#   A client that does not know of 429 treats it as a failure and asks again at once, when the
#   service can bear it least.
# custom:
#   id: api-too-many-requests
#   severity: medium
#   remedy: Document a response `429` in the operation, best with the header `Retry-After`.
deny contains lib.finding("api-too-many-requests", operation.document, operation.at, text) if {
	some operation in openapi.exposed
	not openapi.response(operation, "429")
	text := sprintf("%s does not document the answer 429", [operation.name])
}
