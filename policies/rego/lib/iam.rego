# METADATA
# title: Policies of AWS
# description: |
#   Statements of JSON policies, wherever a resource has one, and of the data source
#   `aws_iam_policy_document`, in one form.
package goldenpath.lib.iam

import data.goldenpath.lib.terraform

statements := array.concat(from_json, from_data)

from_json := [statement |
	some row in terraform.changed
	some policy in policies(row)
	some part in terraform.blocks(policy.values, "Statement")
	said := part.values
	statement := {
		"row": row,
		"at": array.concat(policy.at, part.at),
		"keys": {"actions": "Action", "resources": "Resource", "conditions": "Condition"},
		"effect": object.get(said, "Effect", "Allow"),
		"actions": terraform.listed(object.get(said, "Action", null)),
		"excepted": terraform.listed(object.get(said, "NotAction", null)),
		"resources": terraform.listed(object.get(said, "Resource", null)),
		"principals": principals(object.get(said, "Principal", {})),
		"conditions": [condition |
			some test, claims in said.Condition
			some variable, values in claims
			condition := {"test": test, "variable": variable, "values": terraform.listed(values)}
		],
	}
]

# METADATA
# description: Arguments that are a policy, and those of inline policies.
policies(row) := array.concat(
	[{"at": [name], "values": value} | some name, value in row.values; is_object(value)],
	[{"at": array.concat(block.at, ["policy"]), "values": block.values.policy} |
		some block in terraform.blocks(row.values, "inline_policy")
	],
)

principals(said) := [said] if is_string(said)

else := [principal | some values in said; some principal in terraform.listed(values)]

from_data := [statement |
	some row in terraform.of("aws_iam_policy_document")
	some part in terraform.blocks(row.values, "statement")
	said := part.values
	statement := {
		"row": row,
		"at": part.at,
		"keys": {"actions": "actions", "resources": "resources", "conditions": "condition"},
		"effect": object.get(said, "effect", "Allow"),
		"actions": terraform.listed(object.get(said, "actions", null)),
		"excepted": terraform.listed(object.get(said, "not_actions", null)),
		"resources": terraform.listed(object.get(said, "resources", null)),
		"principals": [principal |
			some block in terraform.blocks(said, "principals")
			some principal in terraform.listed(object.get(block.values, "identifiers", null))
		],
		"conditions": [condition |
			some block in terraform.blocks(said, "condition")
			condition := {
				"test": object.get(block.values, "test", ""),
				"variable": object.get(block.values, "variable", ""),
				"values": terraform.listed(object.get(block.values, "values", null)),
			}
		],
	}
]

allowed := [statement | some statement in statements; statement.effect == "Allow"]

# METADATA
# description: A role that can be assumed, in any of the ways that there are.
assumes(statement) if {
	some action in statement.actions
	regex.match(`(?i)^sts:(\*|AssumeRole.*)$`, action)
}
