package goldenpath.api

import data.goldenpath.lib
import data.goldenpath.lib.openapi

# METADATA
# title: Every server speaks HTTPS
# description: |
#   Over plain HTTP anyone on the way reads the credentials and the answers, and can change them.
# custom:
#   id: api-https
#   severity: high
#   remedy: |
#     Write `https://` in the `url` of the server, and in every value of a variable that holds the
#     scheme. Hosts that may do without are in `api.plain_hosts` of `policy.yaml`.
deny contains lib.finding("api-https", written.document, written.at, text) if {
	some written in servers
	not encrypted(written.server)
	text := sprintf("the server %v is not reached by HTTPS", [written.server])
}

# Arrays: to put a server into a set, all of its document would be hashed.
servers := array.concat(array.concat(of_documents, of_paths), of_operations)

of_documents := [{"document": document, "at": ["servers", index], "server": server} |
	some document in openapi.documents
	some index, server in document.contents.servers
]

of_paths := [{"document": item.document, "at": at, "server": server} |
	some item in openapi.items
	some index, server in item.value.servers
	at := ["paths", item.path, "servers", index]
]

of_operations := [{"document": operation.document, "at": at, "server": server} |
	some operation in openapi.operations
	some index, server in operation.value.servers
	at := array.concat(operation.at, ["servers", index])
]

encrypted(server) if {
	is_string(server.url)
	every url in urls(server) {
		safe(url)
	}
}

# With the default of every variable, and with each value that one of them may have.
urls(server) := {strings.replace_n(object.union(defaults, change), server.url) |
	variables := object.get(server, "variables", {})
	defaults := {sprintf("{%v}", [name]): sprintf("%v", [variable.default]) | some name, variable in variables}
	changes := {{sprintf("{%v}", [name]): sprintf("%v", [value])} |
		some name, variable in variables
		some value in variable.enum
	}
	some change in (changes | {{}})
}

safe(url) if regex.match(`(?i)^(https|wss)://`, url)

# Relative to where the document is.
safe(url) if {
	not startswith(url, "{")
	not contains(url, "://")
}

safe(url) if {
	authority := split(split(url, "://")[1], "/")[0]
	some host in data.policy.api.plain_hosts
	regex.match(`^(:[0-9]+)?$`, trim_prefix(authority, host))
	startswith(authority, host)
}
