package goldenpath.terraform

import data.goldenpath.lib.terraform

# METADATA
# title: No key outlives its use
# description: |
#   A key in a file or a variable is copied, logged and forgotten, and it is in Terraform's state as plain
#   text. Workload identity gives a token for minutes instead.
# custom:
#   id: terraform-long-lived-key
#   severity: high
#   remedy: |
#     Let the workload or the pipeline ask for a token: OIDC federation, workload identity, a managed identity. Which
#     types are keys is `terraform.long_lived_keys` of `policy.yaml`.
deny contains terraform.finding("terraform-long-lived-key", row, [], text) if {
	some row in terraform.any_of(data.policy.terraform.long_lived_keys)
	text := "is a key that stays valid until somebody deletes it"
}

deny contains terraform.finding("terraform-long-lived-key", row, ["type"], text) if {
	some row in terraform.any_of(["kubernetes_secret", "kubernetes_secret_v1"])
	row.values.type == "kubernetes.io/service-account-token"
	text := "is a token of a service account that stays valid until somebody deletes it"
}
