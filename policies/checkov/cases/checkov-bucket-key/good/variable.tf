resource "aws_s3_bucket" "keyed_by_variable" {
  bucket = "keyed-by-variable"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "keyed_by_variable" {
  bucket = aws_s3_bucket.keyed_by_variable.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms:dsse"
      kms_master_key_id = var.key
    }
  }
}
