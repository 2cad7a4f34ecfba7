package goldenpath.api

import data.goldenpath.lib
import data.goldenpath.lib.openapi

# METADATA
# title: Operations ask for scopes, and their scheme declares them
# description: |
#   A token without scopes opens every door of the API. A scope that the scheme does not declare
#   cannot be asked for by a client, and is often a misspelling that is checked nowhere.
# custom:
#   id: api-scopes
#   severity: medium
#   remedy: |
#     Name the scopes that the operation needs in its `security`, and declare each in the `flows` of
#     the OAuth scheme, where it is one.
deny contains lib.finding("api-scopes", asked.document, asked.at, text) if {
	some asked in asked_schemes
	takes_token(asked.scheme)
	not some_scope(asked.scopes)
	text := sprintf("%s asks for no scope of %s", [asked.by, asked.name])
}

# The scopes of OpenID Connect are where its discovery document is.
deny contains lib.finding("api-scopes", asked.document, asked.at, text) if {
	some asked in asked_schemes
	asked.scheme.type == "oauth2"
	declared := {scope | some flow in asked.scheme.flows; some scope, _ in flow.scopes}
	some scope in asked.scopes
	not scope in declared
	text := sprintf("%s asks for the scope %v, which %s does not declare", [asked.by, scope, asked.name])
}

asked_schemes := [asked |
	some operation in openapi.operations
	security := openapi.security(operation)
	some index, alternative in security.alternatives
	some name, scopes in alternative
	asked := {
		"document": operation.document,
		"at": array.concat(security.at, [index, name]),
		"by": security.name,
		"name": name,
		"scheme": openapi.scheme(operation.document, name),
		"scopes": scopes,
	}
]

takes_token(scheme) if scheme.type in {"oauth2", "openIdConnect"}

# OpenAPI lets every scheme list roles; a JWT has them as its scopes.
takes_token(scheme) if {
	scheme.type == "http"
	lower(scheme.scheme) == "bearer"
	lower(scheme.bearerFormat) == "jwt"
}

some_scope(scopes) if {
	is_array(scopes)
	count(scopes) > 0
}
