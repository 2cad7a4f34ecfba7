package goldenpath.workload

import data.goldenpath.lib.kubernetes

# METADATA
# title: Secrets are only referred to
# description: |
#   What is written in a manifest stays in its history, in every clone and in what the cluster prints.
# custom:
#   id: workload-secrets
#   severity: critical
#   remedy: |
#     Take the value from a Secret by `valueFrom.secretKeyRef`, and let an ExternalSecret or a sealed
#     one fill it. Replace the value: it was seen. A name that only looks secret goes to
#     `workload.plain_names` in `policy.yaml`.
deny contains kubernetes.finding("workload-secrets", literal, literal.path, text) if {
	some literal in literals
	is_secret(literal)
	text := sprintf("holds a secret as text: %s", [literal.name])
}

deny contains kubernetes.finding("workload-secrets", literal, literal.path, text) if {
	some literal in data_of("Secret", ["data", "stringData"])
	not refers(literal.text)
	text := sprintf("holds a secret as text: %s", [literal.name])
}

# All that is not in a Secret.
literals := array.concat(data_of("ConfigMap", ["data"]), array.concat(
	[object.union(container, {"path": path, "name": variable.name, "text": as_text(variable.value)}) |
		some container in kubernetes.containers
		some index, variable in container.spec.env
		path := ["env", index, "value"]
	],
	[object.union(container, {"path": [field, index], "name": field, "text": as_text(argument)}) |
		some container in kubernetes.containers
		some field in ["command", "args"]
		some index, argument in container.spec[field]
	],
))

data_of(kind, fields) := [literal |
	some document in kubernetes.objects
	document.contents.kind == kind
	some field in fields
	some key, value in document.contents[field]
	literal := {
		"document": document,
		"at": [],
		"label": kubernetes.name(document.contents),
		"path": [field, key],
		"name": key,
		"text": as_text(value),
	}
]

as_text(value) := sprintf("%v", [value]) if value != null

is_secret(literal) if regex.match(concat("|", secret_forms), literal.text)

is_secret(literal) if {
	regex.match(concat("", ["(?i)(", concat("|", secret_names), ")$"]), literal.name)
	not literal.name in data.policy.workload.plain_names
	not refers(literal.text)
}

secret_names := [
	`passw(or)?d`, `passphrase`, `(^|[_.-])(pass|pwd)`, `secret`, `token`, `credentials?`, `connection_?string`,
	`(api|access|private|secret|signing|encryption)[_.-]?key`,
]

# Nothing, a switch, a file, a variable, or the address of the secret in its store.
refers(text) if regex.match(`^(|true|false|/.*|\$[({]\S*[)}])$`, text)

refers(text) if {
	some prefix in data.policy.workload.secret_references
	startswith(text, prefix)
}

secret_forms := [
	`-----BEGIN [A-Z ]*PRIVATE KEY`, `://[^\s/:@]*:[^\s/:@$<{*][^\s/@]*@`,
	`\bAKIA[0-9A-Z]{16}\b`, `\bgh[opsu]_[A-Za-z0-9]{36}`, `\bglpat-[\w-]{20}`, `\bsk-[\w-]{20}`,
]
