package goldenpath.api

import data.goldenpath.lib
import data.goldenpath.lib.openapi

# METADATA
# title: Every operation knows who calls it
# description: |
#   An operation without an effective security requirement can be called by anyone. `security: []`
#   and an alternative `{}` mean none, and a scheme that the document does not define protects
#   nothing.
# custom:
#   id: api-security
#   severity: high
#   remedy: |
#     Name a scheme of `components.securitySchemes` in `security`. If the gateway authenticates the
#     caller, list the operation in `api.gateway_operations` of `policy.yaml`; if anyone may call
#     it, in `api.public_operations`.
deny contains lib.finding("api-security", operation.document, operation.at, text) if {
	some operation in openapi.exposed
	not operation.name in data.policy.api.public_operations
	not operation.name in data.policy.api.gateway_operations
	not secured(operation)
	text := sprintf("%s can be called without a security scheme that the document defines", [operation.name])
}

secured(operation) if {
	alternatives := openapi.security(operation).alternatives
	is_array(alternatives)
	count(alternatives) > 0
	every alternative in alternatives {
		count(alternative) > 0
		every name, _ in alternative {
			openapi.scheme(operation.document, name)
		}
	}
}
