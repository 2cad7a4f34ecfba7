package goldenpath.terraform

import data.goldenpath.lib.terraform

# Off unless it is on.
asked := {
	"aws_db_instance": "storage_encrypted",
	"aws_docdb_cluster": "storage_encrypted",
	"aws_ebs_volume": "encrypted",
	"aws_efs_file_system": "encrypted",
	"aws_elasticache_replication_group": "at_rest_encryption_enabled",
	"aws_neptune_cluster": "storage_encrypted",
	"aws_rds_cluster": "storage_encrypted",
}

# METADATA
# title: Stored data is encrypted
# description: |
#   Disks are replaced, snapshots are shared and backups are copied. Judged is what the provider does not
#   encrypt unless it is told to, and what is told not to; S3, DynamoDB and all of Google Cloud always do.
# custom:
#   id: terraform-unencrypted-storage
#   severity: high
#   remedy: Set the named argument to true. Most services encrypt only when they are created, so plan for a copy.
deny contains terraform.finding("terraform-unencrypted-storage", row, [name], text) if {
	some type, name in asked
	some row in terraform.of(type)
	not terraform.may_be(row.values, name, true)
	text := sprintf("is not encrypted, %s is not true", [name])
}

# In a block of its own.
asked_within := {
	"aws_elasticsearch_domain": ["encrypt_at_rest", "enabled"],
	"aws_opensearch_domain": ["encrypt_at_rest", "enabled"],
}

deny contains terraform.finding("terraform-unencrypted-storage", row, [block], text) if {
	some type, [block, name] in asked_within
	some row in terraform.of(type)
	not terraform.may_be(terraform.first(row.values, block), name, true)
	text := sprintf("is not encrypted, %s.%s is not true", [block, name])
}

# On unless it is off.
kept := [
	"encrypted",
	"enable_https_traffic_only",
	"https_traffic_only_enabled",
	"sqs_managed_sse_enabled",
	"transparent_data_encryption_enabled",
]

deny contains terraform.finding("terraform-unencrypted-storage", row, [name], text) if {
	some row in terraform.changed
	not asked[row.type]
	some name in kept
	terraform.is(row.values, name, false)
	not row.values.kms_master_key_id
	text := sprintf("is not encrypted, %s is false", [name])
}

deny contains terraform.finding("terraform-unencrypted-storage", row, ["encryption_type"], text) if {
	some row in terraform.of("aws_kinesis_stream")
	not terraform.may_be(row.values, "encryption_type", "KMS")
	text := "is not encrypted, encryption_type is not KMS"
}

deny contains terraform.finding("terraform-unencrypted-storage", row, ["kms_master_key_id"], text) if {
	some row in terraform.of("aws_sns_topic")
	not row.values.kms_master_key_id
	text := "is not encrypted, it has no kms_master_key_id"
}

# Disks of machines, unless the account encrypts all of them.
deny contains terraform.finding("terraform-unencrypted-storage", row, disk.at, text) if {
	some row in terraform.of("aws_instance")
	count(terraform.beside(row, "aws_ebs_encryption_by_default")) == 0
	some name in ["root_block_device", "ebs_block_device"]
	some disk in terraform.blocks(row.values, name)
	not terraform.may_be(disk.values, "encrypted", true)
	text := sprintf("is not encrypted, encrypted of %s is not true", [name])
}
