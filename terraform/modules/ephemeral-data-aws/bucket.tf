locals {
  # Names of buckets are unique in the world; the key's ARN has the account and the region.
  bucket = "${local.id}-${substr(sha256("${var.encryption_key}/${var.plan.name}"), 0, 8)}"

  bucket_arn = "arn:${local.partition}:s3:::${local.bucket}"
}

resource "aws_s3_bucket" "this" {
  count = contains(var.uses, "bucket") ? 1 : 0

  bucket        = local.bucket
  force_destroy = true
  tags          = var.plan.tags
}

resource "aws_s3_bucket_public_access_block" "this" {
  count = length(aws_s3_bucket.this)

  bucket                  = aws_s3_bucket.this[count.index].id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "this" {
  count = length(aws_s3_bucket.this)

  bucket = aws_s3_bucket.this[count.index].id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  count = length(aws_s3_bucket.this)

  bucket = aws_s3_bucket.this[count.index].id

  rule {
    # With a key per bucket, KMS hears the bucket's ARN and not that of each object.
    bucket_key_enabled = true

    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = var.encryption_key
    }
  }
}

# The second net: where nobody destroys the environment, its objects go all the same.
resource "aws_s3_bucket_lifecycle_configuration" "this" {
  count = length(aws_s3_bucket.this)

  bucket = aws_s3_bucket.this[count.index].id

  rule {
    id     = "expire"
    status = "Enabled"

    filter {}

    expiration {
      days = ceil(var.plan.ttl_hours / 24)
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }
  }
}

resource "aws_s3_bucket_policy" "this" {
  count = length(aws_s3_bucket.this)

  bucket = aws_s3_bucket.this[count.index].id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Deny"
      Action    = "s3:*"
      Principal = "*"
      Resource  = [local.bucket_arn, "${local.bucket_arn}/*"]
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })

  depends_on = [aws_s3_bucket_public_access_block.this]
}

resource "aws_iam_role_policy" "bucket" {
  count = length(aws_s3_bucket.this)

  name = "bucket"
  role = aws_iam_role.service.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["s3:ListBucket"], Resource = [local.bucket_arn] },
      { Effect = "Allow", Action = ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"], Resource = ["${local.bucket_arn}/*"] },
      {
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource = [var.encryption_key]
        # All previews share the key: for this role, it opens this bucket's objects only.
        Condition = { StringEquals = { "kms:EncryptionContext:aws:s3:arn" = local.bucket_arn } }
      },
    ]
  })
}
