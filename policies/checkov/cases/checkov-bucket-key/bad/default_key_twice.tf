resource "aws_s3_bucket" "key_of_the_cloud_twice" {
  bucket = "key-of-the-cloud-twice"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "key_of_the_cloud_twice" {
  bucket = aws_s3_bucket.key_of_the_cloud_twice.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms:dsse"
    }
  }
}
