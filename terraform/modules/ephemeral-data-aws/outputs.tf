output "identity" {
  description = "For the annotation `eks.amazonaws.com/role-arn` of the service account."
  value       = aws_iam_role.service.arn
}

output "settings" {
  description = "Variables of the service, none of them secret. The password of a cache or a clone is a token of 15 minutes."
  value = merge(concat(
    [{ GOLDENPATH_ENVIRONMENT = var.plan.name }],
    [for bucket in aws_s3_bucket.this : { BUCKET_URL = "s3://${bucket.bucket}" }],
    [for queue in aws_sqs_queue.this : { QUEUE_URL = queue.url }],
    [for cache in aws_elasticache_serverless_cache.this : {
      REDIS_URL  = "rediss://${local.id}@${one(cache.endpoint).address}:${one(cache.endpoint).port}/0"
      REDIS_AUTH = "iam"
    }],
    [for cluster in aws_rds_cluster.this : {
      DATABASE_URL  = "postgresql://${local.database_user}@${cluster.endpoint}:5432/${var.database.name}?sslmode=verify-full"
      DATABASE_AUTH = local.clone_of == null ? "password" : "iam"
    }],
  )...)
}

output "secrets" {
  description = "Variables that are secret: of each the entry in Secrets Manager, never the value. For an ExternalSecret."
  # By the cluster, of which a plan knows whether there is one, and not by the secret, of which it does not.
  value = {
    for cluster in aws_rds_cluster.this : "DATABASE_PASSWORD" => {
      key      = one(cluster.master_user_secret[*].secret_arn)
      property = "password"
    } if local.clone_of == null
  }
}

output "leftovers" {
  description = "What must be gone after a destroy, by type; all of it has the tag `environment`."
  value = merge(concat(
    [{ aws_iam_role = aws_iam_role.service.arn }],
    [for bucket in aws_s3_bucket.this : { aws_s3_bucket = bucket.arn }],
    [for queue in aws_sqs_queue.this : { aws_sqs_queue = queue.arn }],
    [for queue in aws_sqs_queue.dead : { "aws_sqs_queue/dead" = queue.arn }],
    [for cache in aws_elasticache_serverless_cache.this : { aws_elasticache_serverless_cache = cache.arn }],
    [for user in aws_elasticache_user.this : { aws_elasticache_user = user.arn }],
    [for group in aws_elasticache_user_group.this : { aws_elasticache_user_group = group.arn }],
    [for cluster in aws_rds_cluster.this : { aws_rds_cluster = cluster.arn }],
    [for instance in aws_rds_cluster_instance.this : { aws_rds_cluster_instance = instance.arn }],
  )...)
}
