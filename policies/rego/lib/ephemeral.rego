# METADATA
# title: Resources that live as long as a change does
package goldenpath.lib.ephemeral

import data.goldenpath.lib.terraform

is(row) if {
	some pattern in data.policy.terraform.ephemeral
	some text in names(row)
	regex.match(pattern, lower(text))
}

# METADATA
# description: What the resource is called, in Terraform and outside, and the folder it is declared in.
names(row) := array.concat(
	[row.address, concat("/", array.slice(steps, 0, count(steps) - 1))],
	[name |
		some part in [row.values, terraform.first(row.values, "metadata")]
		some key in ["name", "bucket", "identifier"]
		name := part[key]
	],
) if {
	steps := split(row.document.path, "/")
}

# METADATA
# description: |
#   Labels, tags and annotations of a resource, those that its provider adds included, as pairs: two may
#   differ only by what stands before a slash. Undefined where nobody can tell.
labels(row) := {[plain(name), value] |
	some said in array.concat(own(row), defaults(row))
	some name, value in said
} if {
	every said in own(row) {
		not terraform.unknown(said)
	}
}

own(row) := [said |
	some part in [row.values, terraform.first(row.values, "metadata"), terraform.first(row.values, "settings")]
	some key in ["tags", "tags_all", "labels", "effective_labels", "resource_labels", "user_labels", "annotations"]
	said := part[key]
]

defaults(row) := [said |
	some document in terraform.documents
	document.group == row.document.group
	some provider, said in document.contents.defaults
	startswith(row.type, provider)
]

# METADATA
# description: The name behind a slash, in small letters, with _ for -.
plain(name) := replace(lower(parts[count(parts) - 1]), "-", "_") if parts := split(name, "/")
