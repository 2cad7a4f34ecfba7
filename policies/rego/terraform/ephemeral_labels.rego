package goldenpath.terraform

import data.goldenpath.lib.ephemeral
import data.goldenpath.lib.terraform

# METADATA
# title: What is ephemeral says whose it is and when it ends
# description: |
#   Previews that nobody claims run for months. The reaper removes what is expired and asks the owner about
#   the rest, so both must be written on the resource.
# custom:
#   id: terraform-ephemeral-labels
#   severity: medium
#   remedy: |
#     Label the resource, or let the provider's `default_tags` or `default_labels` do it for all. Which names count
#     is `terraform.ephemeral_labels` of `policy.yaml`, which resources are ephemeral is `terraform.ephemeral`.
deny contains terraform.finding("terraform-ephemeral-labels", row, [], text) if {
	some row in terraform.any_of(data.policy.terraform.labelled)
	ephemeral.is(row)
	labels := ephemeral.labels(row)
	missing := [what |
		some what, names in data.policy.terraform.ephemeral_labels
		not said_by(labels, names)
	]
	count(missing) > 0
	text := sprintf("is ephemeral and says no %s", [concat(", no ", sort(missing))])
}

said_by(labels, names) if {
	some name in names
	some [said, value] in labels
	said == ephemeral.plain(name)
	not value in {"", null}
}
