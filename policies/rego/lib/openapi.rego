# METADATA
# title: Operations of an API
package goldenpath.lib.openapi

import data.goldenpath.lib

documents := lib.of_type("openapi")

# OPTIONS is not among them: a browser asks it before it sends credentials.
methods := {"delete", "get", "head", "patch", "post", "put", "trace"}

# METADATA
# description: |
#   The items of `paths`, with what their `$ref` leads to; `own` is what is written in place.
items := [item |
	some document in documents
	some path, written in document.contents.paths
	own := object.remove(written, ["$ref"])
	value := object.union(resolved(document, written), own)
	item := {"document": document, "path": path, "own": own, "value": value}
]

# METADATA
# description: |
#   Every operation: `name` as in `GET /v1/answers`, its `value`, and the path `item` that it is in.
operations := [operation |
	some item in items
	some method in methods
	value := item.value[method]
	operation := {
		"document": item.document,
		"name": sprintf("%s %v", [upper(method), item.path]),
		"path": item.path,
		"at": place(item, method),
		"item": item.value,
		"value": value,
	}
]

# METADATA
# description: Those that the world can reach.
exposed := [operation |
	some operation in operations
	not operation.name in data.policy.api.internal_operations
]

# METADATA
# description: |
#   What the operation asks of its caller, as a list of alternatives, and where this is written: its
#   own `security` replaces the document's. Undefined where there is neither.
security(operation) := {
	"alternatives": alternatives,
	"at": array.concat(operation.at, ["security"]),
	"name": operation.name,
} if {
	alternatives := operation.value.security
}

else := {
	"alternatives": operation.document.contents.security,
	"at": ["security"],
	"name": "the document",
}

scheme(document, name) := definition if {
	definition := resolved(document, document.contents.components.securitySchemes[name])
	definition.type in {"apiKey", "http", "mutualTLS", "oauth2", "openIdConnect"}
}

# METADATA
# description: Undefined where the operation does not document the status itself.
response(operation, status) := answer if {
	answer := resolved(operation.document, operation.value.responses[status])
	is_object(answer)
}

# METADATA
# description: An `x-` key of the operation, else of its path, else of the document.
extension(operation, key) := operation.value[key] if has(operation.value, key)

else := operation.item[key] if has(operation.item, key)

else := operation.document.contents[key]

# METADATA
# description: What `x-rate-limit` says, one limit or a list of them, such as one for each tier.
limits(operation) := written if {
	written := extension(operation, "x-rate-limit")
	is_array(written)
}

else := [extension(operation, "x-rate-limit")]

periods := {"second": 1, "minute": 60, "hour": 3600, "day": 86400}

# METADATA
# description: The requests a minute that a limit allows; undefined where it cannot be read.
per_minute(limit) := rate if {
	limit.requests > 0
	rate := (limit.requests * 60) / periods[object.get(limit, "per", "minute")]
}

# METADATA
# description: |
#   What a local `$ref` leads to, through two more; the value itself where it is none. Null where it
#   leads nowhere.
resolved(document, value) := followed(document, followed(document, followed(document, value)))

followed(document, value) := object.get(document.contents, steps, null) if {
	startswith(value["$ref"], "#/")
	encoded := split(trim_prefix(value["$ref"], "#/"), "/")
	steps := [strings.replace_n({"~1": "/", "~0": "~", "%7B": "{", "%7D": "}"}, step) | some step in encoded]
}

else := value if not refers(value)

refers(value) if is_string(value["$ref"])

place(item, method) := ["paths", item.path, method] if has(item.own, method)

else := ["paths", item.path]

has(value, key) if key in object.keys(value)
