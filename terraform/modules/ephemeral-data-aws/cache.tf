# Signs in with the role: such a user's name is its id, and there is no password.
resource "aws_elasticache_user" "this" {
  count = contains(var.uses, "cache") ? 1 : 0

  user_id       = local.id
  user_name     = local.id
  engine        = "valkey"
  access_string = "on ~* +@all"
  tags          = var.plan.tags

  authentication_mode {
    type = "iam"
  }
}

resource "aws_elasticache_user_group" "this" {
  count = length(aws_elasticache_user.this)

  user_group_id = local.id
  engine        = "valkey"
  user_ids      = [aws_elasticache_user.this[count.index].user_id]
  tags          = var.plan.tags
}

# Serverless: paid by what it holds, always encrypted in transit.
resource "aws_elasticache_serverless_cache" "this" {
  count = length(aws_elasticache_user.this)

  name                     = local.id
  description              = "The cache of ${var.plan.name}"
  engine                   = "valkey"
  major_engine_version     = "8"
  kms_key_id               = var.encryption_key
  subnet_ids               = var.network.subnet_ids
  security_group_ids       = var.network.security_group_ids
  user_group_id            = aws_elasticache_user_group.this[count.index].user_group_id
  snapshot_retention_limit = 0
  tags                     = var.plan.tags

  # A ceiling for what a change can cost.
  cache_usage_limits {
    data_storage {
      maximum = { small = 1, medium = 2, large = 5 }[var.plan.size]
      unit    = "GB"
    }

    ecpu_per_second {
      maximum = { small = 1000, medium = 2000, large = 5000 }[var.plan.size]
    }
  }
}

resource "aws_iam_role_policy" "cache" {
  count = length(aws_elasticache_serverless_cache.this)

  name = "cache"
  role = aws_iam_role.service.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["elasticache:Connect"]
      Resource = ["${local.arn.elasticache}:serverlesscache:${local.id}", "${local.arn.elasticache}:user:${local.id}"]
    }]
  })
}
