package goldenpath.terraform

import data.goldenpath.lib.terraform

# Of each type: whose limit holds, and where the period is written.
rotated := {
	"aws_kms_key": ["aws", ["rotation_period_in_days"]],
	"aws_secretsmanager_secret_rotation": ["secret", ["rotation_rules"]],
	"azurerm_key_vault_key": ["azure", ["rotation_policy"]],
	"google_kms_crypto_key": ["google", ["rotation_period"]],
}

# METADATA
# title: Keys are rotated
# description: |
#   What was encrypted or signed under a key that leaked can be read until the key is replaced. AWS rotates
#   after 90 days at the earliest, so that is asked of it; Google, Azure and secrets must manage 30.
# custom:
#   id: terraform-key-rotation
#   severity: high
#   remedy: |
#     Google: `rotation_period = "2592000s"`. AWS: `enable_key_rotation = true` and `rotation_period_in_days = 90`.
#     Azure: `rotation_policy { automatic { time_after_creation = "P30D" } }`.
deny contains terraform.finding("terraform-key-rotation", row, at, text) if {
	some type, [whose, at] in rotated
	some row in terraform.of(type)
	can_rotate(row)
	limit := data.policy.terraform.rotation_days[whose]
	not in_time(row, limit)
	text := sprintf("is not rotated every %v days", [limit])
}

in_time(row, _) if {
	some period in periods(row)
	terraform.unknown(period)
}

in_time(row, limit) if {
	some period in periods(row)
	days(period) <= limit
}

# METADATA
# description: No cloud rotates a key for signatures itself.
can_rotate(row) if {
	object.get(row.values, "purpose", "ENCRYPT_DECRYPT") == "ENCRYPT_DECRYPT"
	object.get(row.values, "key_usage", "ENCRYPT_DECRYPT") == "ENCRYPT_DECRYPT"
	object.get(row.values, "customer_master_key_spec", "SYMMETRIC_DEFAULT") == "SYMMETRIC_DEFAULT"
}

# METADATA
# description: Periods as they are written, `90`, `2592000s`, `P30D` or `rate(30 days)`.
periods(row) := [period |
	some [part, name] in [
		[row.values, "rotation_period"],
		[yearly(row.values), "rotation_period_in_days"],
		[terraform.first(row.values, "rotation_rules"), "automatically_after_days"],
		[terraform.first(row.values, "rotation_rules"), "schedule_expression"],
		[terraform.first(terraform.first(row.values, "rotation_policy"), "automatic"), "time_after_creation"],
	]
	period := part[name]
]

# METADATA
# description: AWS rotates a key once a year unless it is told how often.
yearly(values) := object.union({"rotation_period_in_days": 365}, values) if {
	terraform.may_be(values, "enable_key_rotation", true)
}

else := {}

days(period) := period if is_number(period)

else := to_number(trim_suffix(period, "s")) / 86400 if {
	regex.match(`^[0-9]+s$`, period)
}

else := number * unit if {
	[[_, digits, letter]] := regex.find_all_string_submatch_n(`^(?:P|rate\()([0-9]+) ?([DWMYd])`, period, 1)
	number := to_number(digits)
	unit := {"D": 1, "d": 1, "W": 7, "M": 30, "Y": 365}[letter]
}

else := to_number(period)
