# In an account of AWS, region by AWS_REGION. TF_VAR_encryption_key, TF_VAR_cluster_identity, TF_VAR_network and, where the
# account insists on one, TF_VAR_permissions_boundary say what is shared. Takes about 20 minutes.
provider "aws" {}

variables {
  plan = {
    service   = "goldenpath"
    name      = "goldenpath-pr-1"
    namespace = "goldenpath-pr-1"
    ttl_hours = 1
    size      = "small"
    ephemeral = true
    tags      = { owner = "goldenpath", service = "goldenpath", environment = "goldenpath-pr-1", ttl = "1h" }
  }
}

run "makes_what_aws_accepts" {
  assert {
    condition     = can(regex("^postgresql://app@goldenpath-pr-1\\..*\\.rds\\.amazonaws\\.com:5432/app", output.settings.DATABASE_URL))
    error_message = "The database has an address."
  }

  # Names in policies are said, not looked up.
  assert {
    condition     = aws_s3_bucket.this[0].arn == local.bucket_arn && aws_sqs_queue.this[0].arn == local.queue_arn
    error_message = "The policies name what was made."
  }

  assert {
    condition = (
      aws_elasticache_serverless_cache.this[0].arn == "${local.arn.elasticache}:serverlesscache:${local.id}" &&
      aws_elasticache_user.this[0].arn == "${local.arn.elasticache}:user:${local.id}"
    )
    error_message = "The policy of the cache names what was made."
  }

  assert {
    condition     = length(output.secrets) == 1 && can(regex("^arn:aws[a-z-]*:secretsmanager:", output.secrets.DATABASE_PASSWORD.key))
    error_message = "RDS keeps the password."
  }
}

run "is_stable" {
  assert {
    condition     = output.leftovers == run.makes_what_aws_accepts.leftovers && output.settings == run.makes_what_aws_accepts.settings
    error_message = "A second apply replaces nothing."
  }
}
