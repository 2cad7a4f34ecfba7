resource "aws_elasticache_replication_group" "ckv_aws_30_good" {
  replication_group_id       = "cache"
  description                = "answers"
  transit_encryption_enabled = true
}
