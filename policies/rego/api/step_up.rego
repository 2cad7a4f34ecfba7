package goldenpath.api

import data.goldenpath.lib
import data.goldenpath.lib.openapi

# METADATA
# title: Admin and export operations demand a stepped-up login
# description: |
#   A stolen token must not be enough to change what everybody uses or to carry all data away: such
#   an operation asks for a second factor or a fresh login.
# custom:
#   id: api-step-up
#   severity: high
#   remedy: |
#     Write `x-step-up: true` (or the authentication context class) in the operation once it demands
#     it, or ask for a scope of `api.step_up.scopes` in every alternative of its `security`.
deny contains lib.finding("api-step-up", operation.document, operation.at, text) if {
	some operation in openapi.exposed
	needs_step_up(operation)
	not stepped_up(operation)
	text := sprintf("%s does not demand a stepped-up login", [operation.name])
}

needs_step_up(operation) if {
	some pattern in data.policy.api.step_up.paths
	regex.match(pattern, operation.path)
}

needs_step_up(operation) if {
	some tag in operation.value.tags
	lower(tag) in data.policy.api.step_up.tags
}

stepped_up(operation) if openapi.extension(operation, "x-step-up") == true

stepped_up(operation) if openapi.extension(operation, "x-step-up") in data.policy.api.step_up.acr

stepped_up(operation) if {
	alternatives := openapi.security(operation).alternatives
	is_array(alternatives)
	count(alternatives) > 0
	every alternative in alternatives {
		some scopes in alternative
		some scope in scopes
		scope in data.policy.api.step_up.scopes
	}
}
