# METADATA
# title: Terraform
# description: |
#   A plan and the sources of a module look the same, see `goldenpath_gates.policy.terraform`. What is
#   not known before something is applied, or only to the caller of a module, is the text `${...}`.
package goldenpath.lib.terraform

import data.goldenpath.lib

documents := array.concat(lib.of_type("terraform"), lib.of_type("terraform-plan"))

# METADATA
# description: Every resource and data source that will exist.
rows := [row |
	some document in documents
	some index, said in document.contents.resources
	row := {
		"document": document,
		"at": ["resources", index, "values"],
		"address": said.address,
		"type": said.type,
		"values": said.values,
		"declared": object.get(said, "declared", said.address),
		"refers": object.get(said, "refers", {}),
		"unchanged": object.get(said, "unchanged", false),
	}
]

indexes[row.type] contains index if some index, row in rows

# METADATA
# description: Rows of a type, those that a plan leaves as they are included.
all_of(type) := [rows[index] | some index in indexes[type]]

# METADATA
# description: Rows of a type that a plan creates or changes, or that sources declare.
of(type) := [row | some row in all_of(type); not row.unchanged]

changed := [row | some row in rows; not row.unchanged]

# METADATA
# description: Rows of some types.
any_of(types) := [row | some type in types; some row in of(type)]

# METADATA
# description: Resources of a type in the same plan or module.
beside(row, type) := [other |
	some other in all_of(type)
	lib.group(other.document) == lib.group(row.document)
]

# METADATA
# description: Whether a bucket has a resource of a type, which names it or which nobody can tell the bucket of.
has(row, type) if {
	some bucket in [row.declared, object.get(row.values, "bucket", row.declared), null]
	about[[type, lib.group(row.document), bucket]]
}

# A complete rule: OPA would look for every bucket in all rows again.
about := named | unnamed

named := {[other.type, lib.group(other.document), bucket] |
	some other in rows
	some bucket in array.concat(object.get(other.refers, "bucket", []), [other.values.bucket])
}

unnamed := {[other.type, lib.group(other.document), null] |
	some other in rows
	unknown(other.values.bucket)
	every address in object.get(other.refers, "bucket", []) {
		not contains(concat("", [".", address]), ".aws_s3_bucket.")
	}
}

# METADATA
# description: Nested blocks, which JSON may write without a list.
blocks(values, name) := [{"at": [name, index], "values": block} |
	some index, block in values[name]
] if {
	is_array(values[name])
}

else := [{"at": [name], "values": values[name]}] if {
	is_object(values[name])
}

else := []

# METADATA
# description: Arguments of the first of these blocks.
first(values, name) := block.values if block := blocks(values, name)[0]

else := {}

unknown(value) if contains(value, "${")

# METADATA
# description: Whether an argument has a value; `"true"` is as good as `true`.
is(values, name, wanted) if lower(sprintf("%v", [values[name]])) == lower(sprintf("%v", [wanted]))

# METADATA
# description: Whether an argument has a value, or nobody can tell.
may_be(values, name, wanted) if is(values, name, wanted)

may_be(values, name, _) if unknown(values[name])

# METADATA
# description: One value or a list of them, as a list.
listed(value) := value if is_array(value)

else := [value] if {
	not is_null(value)
}

else := []

# METADATA
# description: A finding at a value of a resource, or at the nearest one that there is.
finding(id, row, path, text) := lib.finding(id, row.document, at, concat(" ", [row.address, text])) if {
	ends := [end |
		some index, _ in path
		end := index + 1
		object.get(row.values, array.slice(path, 0, end), null) != null
	]
	at := array.concat(row.at, array.slice(path, 0, max(array.concat([0], ends))))
}
