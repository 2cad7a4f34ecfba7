mock_provider "aws" {
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::111122223333:role/goldenpath/preview/answers-pr-12" }
  }

  mock_resource "aws_rds_cluster" {
    defaults = {
      arn                 = "arn:aws:rds:eu-central-1:111122223333:cluster:answers-pr-12"
      cluster_resource_id = "cluster-ABCDEFGHIJ"
      endpoint            = "answers-pr-12.cluster-abc.eu-central-1.rds.amazonaws.com"
      master_user_secret = [{
        kms_key_id    = "key"
        secret_arn    = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:rds!cluster-1a2b-AbCdEf"
        secret_status = "active"
      }]
    }
  }

  mock_resource "aws_elasticache_serverless_cache" {
    defaults = {
      snapshot_retention_limit = 7 # as if AWS chose it

      endpoint = [{ address = "answers-pr-12.serverless.euc1.cache.amazonaws.com", port = 6379 }]
    }
  }

  mock_resource "aws_sqs_queue" {
    defaults = {
      arn = "arn:aws:sqs:eu-central-1:111122223333:answers-pr-12-dead"
      url = "https://sqs.eu-central-1.amazonaws.com/111122223333/answers-pr-12"
    }
  }
}

variables {
  plan = {
    service   = "answers"
    name      = "answers-pr-12"
    namespace = "answers-pr-12"
    ttl_hours = 36
    size      = "small"
    ephemeral = true
    tags      = { owner = "search", ttl = "36h", environment = "answers-pr-12" }
  }
  encryption_key   = "arn:aws:kms:eu-central-1:111122223333:key/11111111-2222-3333-4444-555555555555"
  cluster_identity = "arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/0123456789ABCDEF"
  network = {
    db_subnet_group    = "previews"
    subnet_ids         = ["subnet-0a1b2c3d", "subnet-0a1b2c3e"]
    security_group_ids = ["sg-0a1b2c3d"]
  }
}

run "an_empty_database_and_the_rest" {
  assert {
    condition = output.settings == {
      GOLDENPATH_ENVIRONMENT = "answers-pr-12"
      BUCKET_URL             = "s3://${aws_s3_bucket.this[0].bucket}"
      QUEUE_URL              = "https://sqs.eu-central-1.amazonaws.com/111122223333/answers-pr-12"
      REDIS_URL              = "rediss://answers-pr-12@answers-pr-12.serverless.euc1.cache.amazonaws.com:6379/0"
      REDIS_AUTH             = "iam"
      DATABASE_URL           = "postgresql://app@answers-pr-12.cluster-abc.eu-central-1.rds.amazonaws.com:5432/app?sslmode=verify-full"
      DATABASE_AUTH          = "password"
    }
    error_message = "The service is told something else: ${jsonencode(output.settings)}"
  }

  assert {
    condition = output.secrets == {
      DATABASE_PASSWORD = {
        key      = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:rds!cluster-1a2b-AbCdEf"
        property = "password"
      }
    }
    error_message = "The password is to be found elsewhere: ${jsonencode(output.secrets)}"
  }

  assert {
    condition     = output.identity == "arn:aws:iam::111122223333:role/goldenpath/preview/answers-pr-12"
    error_message = "The pods have another role."
  }

  assert {
    condition = toset(keys(output.leftovers)) == toset([
      "aws_iam_role", "aws_s3_bucket", "aws_sqs_queue", "aws_sqs_queue/dead", "aws_elasticache_serverless_cache",
      "aws_elasticache_user", "aws_elasticache_user_group", "aws_rds_cluster", "aws_rds_cluster_instance",
    ])
    error_message = "The reaper does not look for all of it: ${jsonencode(output.leftovers)}"
  }
}

run "only_the_pods_of_the_environment_are_trusted" {
  assert {
    condition = jsondecode(aws_iam_role.service.assume_role_policy) == {
      Version = "2012-10-17"
      Statement = [{
        Action    = "sts:AssumeRoleWithWebIdentity"
        Effect    = "Allow"
        Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/0123456789ABCDEF" }
        Condition = {
          StringEquals = {
            "oidc.eks.eu-central-1.amazonaws.com/id/0123456789ABCDEF:aud" = "sts.amazonaws.com"
            "oidc.eks.eu-central-1.amazonaws.com/id/0123456789ABCDEF:sub" = "system:serviceaccount:answers-pr-12:answers"
          }
        }
      }]
    }
    error_message = "Somebody else may take the role: ${aws_iam_role.service.assume_role_policy}"
  }
}

# The key is everyone's, so each of its uses is bound to what was encrypted.
run "the_role_reaches_its_own_things_only" {
  assert {
    condition = jsondecode(aws_iam_role_policy.bucket[0].policy) == {
      Version = "2012-10-17"
      Statement = [
        { Effect = "Allow", Action = ["s3:ListBucket"], Resource = ["arn:aws:s3:::${aws_s3_bucket.this[0].bucket}"] },
        {
          Effect   = "Allow"
          Action   = ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"]
          Resource = ["arn:aws:s3:::${aws_s3_bucket.this[0].bucket}/*"]
        },
        {
          Effect    = "Allow"
          Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
          Resource  = [var.encryption_key]
          Condition = { StringEquals = { "kms:EncryptionContext:aws:s3:arn" = "arn:aws:s3:::${aws_s3_bucket.this[0].bucket}" } }
        },
      ]
    }
    error_message = "It reaches more than its bucket, or less: ${aws_iam_role_policy.bucket[0].policy}"
  }

  assert {
    condition = jsondecode(aws_iam_role_policy.queue[0].policy) == {
      Version = "2012-10-17"
      Statement = [
        {
          Effect = "Allow"
          Action = [
            "sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage", "sqs:SendMessage",
          ]
          Resource = ["arn:aws:sqs:eu-central-1:111122223333:answers-pr-12"]
        },
        {
          Effect    = "Allow"
          Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
          Resource  = [var.encryption_key]
          Condition = { StringEquals = { "kms:EncryptionContext:aws:sqs:arn" = "arn:aws:sqs:eu-central-1:111122223333:answers-pr-12" } }
        },
      ]
    }
    error_message = "It reaches more than its queue, or less: ${aws_iam_role_policy.queue[0].policy}"
  }

  assert {
    condition = jsondecode(aws_iam_role_policy.cache[0].policy) == {
      Version = "2012-10-17"
      Statement = [{
        Effect = "Allow"
        Action = ["elasticache:Connect"]
        Resource = [
          "arn:aws:elasticache:eu-central-1:111122223333:serverlesscache:answers-pr-12",
          "arn:aws:elasticache:eu-central-1:111122223333:user:answers-pr-12",
        ]
      }]
    }
    error_message = "It reaches more than its cache, or less: ${aws_iam_role_policy.cache[0].policy}"
  }

  assert {
    condition = jsondecode(aws_iam_role_policy.reads_password[0].policy) == {
      Version = "2012-10-17"
      Statement = [
        {
          Effect   = "Allow"
          Action   = ["secretsmanager:GetSecretValue"]
          Resource = ["arn:aws:secretsmanager:eu-central-1:111122223333:secret:rds!cluster-1a2b-AbCdEf"]
        },
        {
          Effect   = "Allow"
          Action   = ["kms:Decrypt"]
          Resource = [var.encryption_key]
          Condition = { StringEquals = {
            "kms:EncryptionContext:SecretARN" = ["arn:aws:secretsmanager:eu-central-1:111122223333:secret:rds!cluster-1a2b-AbCdEf"]
          } }
        },
      ]
    }
    error_message = "It reaches more than its password, or less: ${aws_iam_role_policy.reads_password[0].policy}"
  }

  assert {
    condition = alltrue([
      for policy in [
        aws_iam_role_policy.bucket, aws_iam_role_policy.queue, aws_iam_role_policy.cache, aws_iam_role_policy.reads_password,
      ] : policy[0].role == "answers-pr-12"
    ])
    error_message = "Another role gets it."
  }
}

run "everything_is_encrypted_by_the_key" {
  # Without a key per bucket, KMS hears the name of each object, and the role could decrypt none.
  assert {
    condition     = one(aws_s3_bucket_server_side_encryption_configuration.this[0].rule).bucket_key_enabled
    error_message = "The role's permission to decrypt is for the bucket."
  }

  assert {
    condition = alltrue([
      for key in concat(
        [aws_rds_cluster.this[0].kms_key_id, aws_rds_cluster.this[0].master_user_secret_kms_key_id],
        [aws_elasticache_serverless_cache.this[0].kms_key_id],
        [aws_sqs_queue.this[0].kms_master_key_id, aws_sqs_queue.dead[0].kms_master_key_id],
        flatten(aws_s3_bucket_server_side_encryption_configuration.this[0].rule[*].apply_server_side_encryption_by_default[*].kms_master_key_id),
      ) : key == var.encryption_key
    ]) && aws_rds_cluster.this[0].storage_encrypted
    error_message = "Something is under another key."
  }
}

run "nothing_outlives_it" {
  assert {
    condition = (
      aws_s3_bucket.this[0].force_destroy &&
      !aws_rds_cluster.this[0].deletion_protection &&
      aws_rds_cluster.this[0].skip_final_snapshot &&
      aws_rds_cluster.this[0].delete_automated_backups &&
      aws_rds_cluster.this[0].enabled_cloudwatch_logs_exports == null &&
      aws_elasticache_serverless_cache.this[0].snapshot_retention_limit == 0
    )
    error_message = "A destroy leaves something."
  }

  assert {
    condition     = aws_sqs_queue.this[0].message_retention_seconds == 129600 && aws_sqs_queue.dead[0].message_retention_seconds == 129600
    error_message = "Messages live longer than the environment."
  }

  assert {
    condition = (
      one(aws_s3_bucket_lifecycle_configuration.this[0].rule).status == "Enabled" &&
      one(one(aws_s3_bucket_lifecycle_configuration.this[0].rule).expiration).days == 2 &&
      one(one(aws_s3_bucket_lifecycle_configuration.this[0].rule).abort_incomplete_multipart_upload).days_after_initiation == 1
    )
    error_message = "Objects live longer than the environment, rounded up to days."
  }

  assert {
    condition = alltrue([
      for tags in [
        aws_iam_role.service.tags, aws_s3_bucket.this[0].tags, aws_sqs_queue.this[0].tags, aws_sqs_queue.dead[0].tags,
        aws_elasticache_user.this[0].tags, aws_elasticache_user_group.this[0].tags, aws_elasticache_serverless_cache.this[0].tags,
        aws_rds_cluster.this[0].tags, aws_rds_cluster_instance.this[0].tags,
      ] : tags == tomap(var.plan.tags)
    ])
    error_message = "The reaper would not find all of it."
  }
}

run "nobody_else_gets_in" {
  assert {
    condition = (
      aws_s3_bucket_public_access_block.this[0].block_public_acls &&
      aws_s3_bucket_public_access_block.this[0].block_public_policy &&
      aws_s3_bucket_public_access_block.this[0].ignore_public_acls &&
      aws_s3_bucket_public_access_block.this[0].restrict_public_buckets &&
      !aws_rds_cluster_instance.this[0].publicly_accessible
    )
    error_message = "Something is public."
  }

  assert {
    condition = jsondecode(aws_s3_bucket_policy.this[0].policy) == {
      Version = "2012-10-17"
      Statement = [{
        Effect    = "Deny"
        Action    = "s3:*"
        Principal = "*"
        Resource  = ["arn:aws:s3:::${aws_s3_bucket.this[0].bucket}", "arn:aws:s3:::${aws_s3_bucket.this[0].bucket}/*"]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      }]
    }
    error_message = "The bucket answers without TLS, or to more."
  }

  # Of several users a group would take, one could have a password.
  assert {
    condition = (
      one(aws_elasticache_user.this[0].authentication_mode).type == "iam" &&
      aws_elasticache_user.this[0].passwords == null &&
      aws_elasticache_user_group.this[0].user_ids == toset(["answers-pr-12"]) &&
      aws_elasticache_serverless_cache.this[0].user_group_id == "answers-pr-12"
    )
    error_message = "Somebody else gets into the cache, or by a password."
  }

  assert {
    condition = (
      aws_rds_cluster.this[0].db_subnet_group_name == "previews" &&
      aws_rds_cluster.this[0].vpc_security_group_ids == var.network.security_group_ids &&
      aws_elasticache_serverless_cache.this[0].subnet_ids == var.network.subnet_ids &&
      aws_elasticache_serverless_cache.this[0].security_group_ids == var.network.security_group_ids
    )
    error_message = "Database or cache is in another network."
  }
}

run "it_costs_little" {
  assert {
    condition = (
      aws_rds_cluster_instance.this[0].instance_class == "db.serverless" &&
      one(aws_rds_cluster.this[0].serverlessv2_scaling_configuration).min_capacity == 0 &&
      one(aws_rds_cluster.this[0].serverlessv2_scaling_configuration).max_capacity == 1
    )
    error_message = "The server does not sleep, or grows too big."
  }

  assert {
    condition = (
      aws_elasticache_serverless_cache.this[0].major_engine_version == "8" &&
      one(one(aws_elasticache_serverless_cache.this[0].cache_usage_limits).data_storage).maximum == 1 &&
      one(one(aws_elasticache_serverless_cache.this[0].cache_usage_limits).ecpu_per_second).maximum == 1000
    )
    error_message = "The cache has no ceiling."
  }
}

# A root decides by it whether there is something to seed, and has to before anything is made.
run "which_secrets_there_are_is_known_at_once" {
  command   = plan
  state_key = "anew"

  assert {
    condition     = keys(output.secrets) == ["DATABASE_PASSWORD"]
    error_message = "A plan does not know it."
  }
}

run "a_branch_of_a_database" {
  variables {
    database = { clone_of = { cluster = "answers-golden", data = "masked" } }
  }

  assert {
    condition = (
      one(aws_rds_cluster.this[0].restore_to_point_in_time).source_cluster_identifier == "answers-golden" &&
      one(aws_rds_cluster.this[0].restore_to_point_in_time).restore_type == "copy-on-write" &&
      aws_rds_cluster.this[0].iam_database_authentication_enabled
    )
    error_message = "It is no clone, or asks for passwords."
  }

  # The password of the source would open the clone.
  assert {
    condition     = aws_rds_cluster.this[0].manage_master_user_password
    error_message = "The clone has the password of its source."
  }

  assert {
    condition = jsondecode(aws_iam_role_policy.signs_in[0].policy) == {
      Version = "2012-10-17"
      Statement = [{
        Action   = ["rds-db:connect"]
        Effect   = "Allow"
        Resource = ["arn:aws:rds-db:eu-central-1:111122223333:dbuser:cluster-ABCDEFGHIJ/app"]
      }]
    } && aws_iam_role_policy.signs_in[0].role == "answers-pr-12"
    error_message = "The role signs in as somebody else: ${aws_iam_role_policy.signs_in[0].policy}"
  }

  assert {
    condition     = output.settings.DATABASE_AUTH == "iam" && output.secrets == {} && length(aws_iam_role_policy.reads_password) == 0
    error_message = "A branch has a password."
  }
}

run "only_what_is_used" {
  variables {
    uses    = ["bucket"]
    network = {}
  }

  assert {
    condition     = toset(keys(output.leftovers)) == toset(["aws_iam_role", "aws_s3_bucket"])
    error_message = "More is made than is used: ${jsonencode(output.leftovers)}"
  }

  assert {
    condition     = toset(keys(output.settings)) == toset(["GOLDENPATH_ENVIRONMENT", "BUCKET_URL"])
    error_message = "The service is told of what is not there."
  }

  assert {
    condition     = length(aws_iam_role_policy.queue) + length(aws_iam_role_policy.cache) + length(aws_iam_role_policy.reads_password) == 0
    error_message = "The role reaches what is not there."
  }
}

run "a_long_name_is_cut_and_stays_unlike_others" {
  variables {
    plan = {
      service   = "answers"
      name      = "answers--feature-a-very-long-branch-name-that-never-ends-0a1b2c"
      namespace = "answers--feature-a-very-long-branch-name-that-never-ends-0a1b2c"
      ttl_hours = 24
      size      = "large"
      ephemeral = true
      tags      = { owner = "search", ttl = "24h", environment = "answers--feature" }
    }
  }

  assert {
    condition     = aws_iam_role.service.name == "answers-feature-a-ver-${substr(sha256(var.plan.name), 0, 8)}"
    error_message = "The name is ${aws_iam_role.service.name}."
  }

  assert {
    condition     = length(aws_s3_bucket.this[0].bucket) <= 63 && can(regex("^[a-z0-9-]+$", aws_s3_bucket.this[0].bucket))
    error_message = "No bucket may be called ${aws_s3_bucket.this[0].bucket}."
  }
}
