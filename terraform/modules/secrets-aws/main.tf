locals {
  # Names of roles and schedules end at 64 characters.
  short = length(var.plan.name) <= 40 ? var.plan.name : "${trimsuffix(substr(var.plan.name, 0, 33), "-")}-${substr(sha256(var.plan.name), 0, 6)}"

  readers = toset(flatten([for secret in var.secrets : tolist(secret.readers)]))

  via_secrets_manager = {
    StringEquals = { "kms:ViaService" = "secretsmanager.${var.region}.amazonaws.com" }
  }
}

resource "aws_kms_key" "this" {
  description             = "Secrets of ${var.plan.name}"
  enable_key_rotation     = true
  rotation_period_in_days = 90 # AWS takes no shorter one
  deletion_window_in_days = var.plan.ephemeral ? 7 : 30
  tags                    = var.plan.tags

  # The account administers the key, but no policy of IAM can give its use away.
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "Administer"
        Effect    = "Allow"
        Principal = { AWS = var.account_id }
        Action = [
          "kms:CancelKeyDeletion",
          "kms:CreateAlias",
          "kms:DeleteAlias",
          "kms:DescribeKey",
          "kms:DisableKey",
          "kms:EnableKey",
          "kms:EnableKeyRotation",
          "kms:GetKeyPolicy",
          "kms:GetKeyRotationStatus",
          "kms:ListResourceTags",
          "kms:ListKeyRotations",
          "kms:PutKeyPolicy",
          "kms:RotateKeyOnDemand",
          "kms:ScheduleKeyDeletion",
          "kms:TagResource",
          "kms:UntagResource",
          "kms:UpdateAlias",
          "kms:UpdateKeyDescription",
        ]
        Resource = "*"
      },
      {
        Sid       = "Read"
        Effect    = "Allow"
        Principal = { AWS = sort(local.readers) }
        Action    = ["kms:Decrypt"]
        Resource  = "*"
        Condition = local.via_secrets_manager
      },
      {
        # Secrets Manager asks for both where a value is put.
        Sid       = "Write"
        Effect    = "Allow"
        Principal = { AWS = sort(var.writers) }
        Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource  = "*"
        Condition = local.via_secrets_manager
      },
      {
        Sid       = "Remind"
        Effect    = "Allow"
        Principal = { AWS = aws_iam_role.reminder.arn }
        Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource  = "*"
        Condition = {
          StringEquals = { "kms:ViaService" = "sns.${var.region}.amazonaws.com" }
        }
      },
    ]
  })
}

resource "aws_kms_alias" "this" {
  name          = "alias/${var.plan.name}/secrets"
  target_key_id = aws_kms_key.this.key_id
}

resource "aws_secretsmanager_secret" "this" {
  for_each = var.secrets

  name                    = "${var.plan.name}/${each.key}"
  description             = each.value.description
  kms_key_id              = aws_kms_key.this.arn
  recovery_window_in_days = var.plan.ephemeral ? 0 : 30
  tags                    = merge(var.plan.tags, { rotation_days = tostring(each.value.rotation_days) })
}

resource "aws_secretsmanager_secret_policy" "this" {
  for_each = var.secrets

  secret_arn          = aws_secretsmanager_secret.this[each.key].arn
  block_public_policy = true

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "Read"
        Effect    = "Allow"
        Principal = { AWS = sort(each.value.readers) }
        Action    = ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"]
        Resource  = "*"
      },
      {
        Sid       = "Write"
        Effect    = "Allow"
        Principal = { AWS = sort(var.writers) }
        Action = [
          "secretsmanager:DescribeSecret",
          "secretsmanager:PutSecretValue",
          "secretsmanager:UpdateSecretVersionStage",
        ]
        Resource = "*"
      },
      {
        # Whatever a policy of IAM allows, also to administrators.
        Sid       = "NobodyElseReads"
        Effect    = "Deny"
        Principal = "*"
        Action    = ["secretsmanager:GetSecretValue"]
        Resource  = "*"
        Condition = { ArnNotEquals = { "aws:PrincipalArn" = sort(each.value.readers) } }
      },
    ]
  })
}
