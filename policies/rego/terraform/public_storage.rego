package goldenpath.terraform

import data.goldenpath.lib.iam
import data.goldenpath.lib.terraform

# METADATA
# title: Stored data is not public
# description: |
#   Whatever a public bucket, container or database holds is copied by strangers before anybody notices.
#   Access lists, policies and the blocks against both are judged, since each of them can open the door.
# custom:
#   id: terraform-public-storage
#   severity: critical
#   remedy: |
#     Give access to named identities; block public access of every bucket with all four flags of
#     `aws_s3_bucket_public_access_block`, and of a storage account with
#     `allow_nested_items_to_be_public = false`.
deny contains terraform.finding("terraform-public-storage", row, [name], text) if {
	some row in terraform.changed
	some name, public in {
		"acl": `^(public-read|public-read-write|authenticated-read|website)$`,
		"container_access_type": `^(blob|container)$`,
		"entity": `^all(Authenticated)?Users$`,
		"member": `^all(Authenticated)?Users$`,
		"predefined_acl": `^(publicRead|publicReadWrite|authenticatedRead)$`,
	}
	regex.match(public, row.values[name])
	text := sprintf("is public by %s = %q", [name, row.values[name]])
}

deny contains terraform.finding("terraform-public-storage", row, [name, index], text) if {
	some row in terraform.changed
	some name in ["members", "role_entity"]
	some index, member in row.values[name]
	regex.match(`^([A-Z]+:)?all(Authenticated)?Users$`, member)
	text := sprintf("is public by %s = %q", [name, member])
}

# Grants of an access list.
deny contains terraform.finding("terraform-public-storage", row, at, text) if {
	some row in terraform.any_of(["aws_s3_bucket", "aws_s3_bucket_acl"])
	some grant in grants(row)
	regex.match(`/groups/global/(AllUsers|AuthenticatedUsers)$`, grant.uri)
	at := grant.at
	text := sprintf("is public by a grant to %s", [grant.uri])
}

grants(row) := array.concat(
	[{"at": block.at, "uri": block.values.uri} | some block in terraform.blocks(row.values, "grant")],
	[{"at": array.concat(list.at, block.at), "uri": grantee.values.uri} |
		some list in terraform.blocks(row.values, "access_control_policy")
		some block in terraform.blocks(list.values, "grant")
		some grantee in terraform.blocks(block.values, "grantee")
	],
)

deny contains terraform.finding("terraform-public-storage", statement.row, statement.at, text) if {
	some statement in iam.allowed
	not iam.assumes(statement)
	"*" in statement.principals
	count(statement.conditions) == 0
	text := "lets everybody in: a statement for principal * has no condition"
}

# Blocks against all of these.
flags := ["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"]

deny contains terraform.finding("terraform-public-storage", row, [flag], text) if {
	some row in terraform.any_of(["aws_s3_bucket_public_access_block", "aws_s3_account_public_access_block"])
	some flag in flags
	not terraform.may_be(row.values, flag, true)
	text := sprintf("does not block public access, %s is not true", [flag])
}

deny contains terraform.finding("terraform-public-storage", row, [], text) if {
	some row in terraform.of("aws_s3_bucket")
	not data.policy.terraform.account_blocks_public_access
	count(terraform.beside(row, "aws_s3_account_public_access_block")) == 0
	not terraform.has(row, "aws_s3_bucket_public_access_block")
	text := "has no aws_s3_bucket_public_access_block"
}

deny contains terraform.finding("terraform-public-storage", row, ["allow_nested_items_to_be_public"], text) if {
	some row in terraform.of("azurerm_storage_account")
	names := ["allow_nested_items_to_be_public", "allow_blob_public_access"]
	private := [name | some name in names; terraform.may_be(row.values, name, false)]
	count(private) == 0
	text := "lets its containers be public, allow_nested_items_to_be_public is not false"
}

# Databases.
deny contains terraform.finding("terraform-public-storage", row, ["publicly_accessible"], text) if {
	some row in terraform.changed
	terraform.is(row.values, "publicly_accessible", true)
	text := "has a public address"
}

deny contains terraform.finding("terraform-public-storage", row, ["settings"], text) if {
	some row in terraform.of("google_sql_database_instance")
	ip := terraform.first(terraform.first(row.values, "settings"), "ip_configuration")
	some network in terraform.blocks(ip, "authorized_networks")
	regex.match(`/[01]$`, network.values.value)
	text := sprintf("may be reached from %s", [network.values.value])
}

deny contains terraform.finding("terraform-public-storage", row, ["end_ip_address"], text) if {
	some row in terraform.changed
	regex.match(`^azurerm_.*_firewall_rule$`, row.type)
	row.values.start_ip_address == "0.0.0.0"
	row.values.end_ip_address == "255.255.255.255"
	text := "may be reached from every address"
}
