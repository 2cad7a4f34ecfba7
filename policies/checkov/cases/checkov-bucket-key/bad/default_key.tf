resource "aws_s3_bucket" "key_of_the_cloud" {
  bucket = "key-of-the-cloud"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "key_of_the_cloud" {
  bucket = aws_s3_bucket.key_of_the_cloud.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
    }
  }
}
