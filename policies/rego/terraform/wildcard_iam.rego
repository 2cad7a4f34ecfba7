package goldenpath.terraform

import data.goldenpath.lib.iam
import data.goldenpath.lib.terraform

# METADATA
# title: Nobody may do everything
# description: |
#   A service that may do everything gives everything away with its first leaked token. A policy names
#   the actions and the resources that the service uses.
# custom:
#   id: terraform-wildcard-iam
#   severity: critical
#   remedy: |
#     Name the actions and the ARNs. Actions that AWS allows on no single resource are listed in
#     `terraform.unscoped_actions` of `policy.yaml`. Give narrow predefined roles instead of owner or editor.
deny contains terraform.finding("terraform-wildcard-iam", statement.row, at, text) if {
	some statement in iam.allowed
	some action in statement.actions
	action in {"*", "*:*"}
	at := array.concat(statement.at, [statement.keys.actions])
	text := sprintf("allows the action %s", [action])
}

deny contains terraform.finding("terraform-wildcard-iam", statement.row, statement.at, text) if {
	some statement in iam.allowed
	count(statement.excepted) > 0
	text := "allows all actions but those it names"
}

# Of a policy that belongs to a resource, * is that resource.
deny contains terraform.finding("terraform-wildcard-iam", statement.row, at, text) if {
	some statement in iam.allowed
	"*" in statement.resources
	count(statement.principals) == 0
	count(statement.conditions) == 0
	actions := [action | some action in statement.actions; not terraform.unknown(action); not unscoped(action)]
	count(actions) > 0
	at := array.concat(statement.at, [statement.keys.resources])
	text := sprintf("allows %s on every resource", [concat(", ", actions)])
}

unscoped(action) if {
	some pattern in data.policy.terraform.unscoped_actions
	regex.match(pattern, lower(action))
}

# Roles and policies that others wrote.
deny contains terraform.finding("terraform-wildcard-iam", row, [name], text) if {
	some row in terraform.changed
	some name in ["policy_arn", "managed_policy_arns", "role", "role_definition_name", "role_definition_id"]
	some given in terraform.listed(object.get(row.values, name, null))
	broad(given)
	text := sprintf("gives %s", [given])
}

broad(given) if {
	some name in array.concat(data.policy.terraform.broad_policies, data.policy.terraform.broad_roles)
	endswith(concat("", ["/", given]), concat("", ["/", name]))
}

deny contains terraform.finding("terraform-wildcard-iam", row, ["role_ref"], text) if {
	some row in terraform.changed
	name := terraform.first(row.values, "role_ref").name
	name in data.policy.terraform.broad_roles
	text := sprintf("gives %s", [name])
}

deny contains terraform.finding("terraform-wildcard-iam", row, block.at, text) if {
	some row in terraform.any_of(["google_iam_policy"])
	some block in terraform.blocks(row.values, "binding")
	broad(block.values.role)
	text := sprintf("gives %s", [block.values.role])
}

# Roles of our own.
deny contains terraform.finding("terraform-wildcard-iam", row, block.at, text) if {
	some row in terraform.of("azurerm_role_definition")
	some block in terraform.blocks(row.values, "permissions")
	"*" in block.values.actions
	text := "allows every action"
}

deny contains terraform.finding("terraform-wildcard-iam", row, block.at, text) if {
	some row in terraform.changed
	some block in terraform.blocks(row.values, "rule")
	"*" in block.values.verbs
	"*" in block.values.resources
	text := "allows every verb on every resource"
}
