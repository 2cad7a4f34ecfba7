resource "aws_s3_bucket" "aes_only" {
  bucket = "aes-only"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "aes_only" {
  bucket = aws_s3_bucket.aes_only.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "AES256"
    }
  }
}
