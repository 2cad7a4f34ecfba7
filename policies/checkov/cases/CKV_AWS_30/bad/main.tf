resource "aws_elasticache_replication_group" "ckv_aws_30_bad" {
  replication_group_id = "cache"
  description          = "answers"
}
