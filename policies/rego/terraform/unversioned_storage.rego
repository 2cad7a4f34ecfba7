package goldenpath.terraform

import data.goldenpath.lib.ephemeral
import data.goldenpath.lib.terraform

# METADATA
# title: Stored data can be brought back
# description: |
#   A wrong deploy or a stolen credential overwrites data as easily as it reads it. Versions of objects and
#   backups of databases are the way back. What lives only as long as a change does needs none.
# custom:
#   id: terraform-unversioned-storage
#   severity: medium
#   remedy: |
#     Turn versioning on (`aws_s3_bucket_versioning` with `status = "Enabled"`, `versioning { enabled = true }`,
#     `versioning_enabled = true`), point-in-time recovery for tables, and backups for databases.
deny contains terraform.finding("terraform-unversioned-storage", row, ["versioning"], text) if {
	some row in lasting("aws_s3_bucket")
	not terraform.may_be(terraform.first(row.values, "versioning"), "enabled", true)
	not terraform.has(row, "aws_s3_bucket_versioning")
	text := "keeps no versions, it has no aws_s3_bucket_versioning"
}

deny contains terraform.finding("terraform-unversioned-storage", row, ["versioning_configuration"], text) if {
	some row in lasting("aws_s3_bucket_versioning")
	not terraform.may_be(terraform.first(row.values, "versioning_configuration"), "status", "Enabled")
	text := "keeps no versions, its status is not Enabled"
}

# Blocks with an argument that must be true.
within := {
	"aws_dynamodb_table": ["point_in_time_recovery", "enabled"],
	"azurerm_storage_account": ["blob_properties", "versioning_enabled"],
	"google_storage_bucket": ["versioning", "enabled"],
}

deny contains terraform.finding("terraform-unversioned-storage", row, [block], text) if {
	some type, [block, name] in within
	some row in lasting(type)
	not row.values.account_kind == "FileStorage"
	not terraform.may_be(terraform.first(row.values, block), name, true)
	text := sprintf("keeps no versions, %s.%s is not true", [block, name])
}

deny contains terraform.finding("terraform-unversioned-storage", row, ["settings"], text) if {
	some row in lasting("google_sql_database_instance")
	not row.values.master_instance_name
	backup := terraform.first(terraform.first(row.values, "settings"), "backup_configuration")
	not terraform.may_be(backup, "enabled", true)
	text := "has no backups, backup_configuration.enabled is not true"
}

deny contains terraform.finding("terraform-unversioned-storage", row, ["backup_retention_period"], text) if {
	some row in lasting("aws_db_instance")
	not row.values.replicate_source_db
	object.get(row.values, "backup_retention_period", 0) == 0
	text := "has no backups, backup_retention_period is 0"
}

lasting(type) := [row | some row in terraform.of(type); not ephemeral.is(row)]
