terraform {
  required_version = "~> 1.11"
  required_providers {
    aws        = { source = "hashicorp/aws", version = "6.21.0" }
    google     = { source = "hashicorp/google", version = "7.12.0" }
    kubernetes = { source = "hashicorp/kubernetes", version = "2.38.0" }
  }
}

module "preview" {
  source = "git::https://github.com/acme/goldenpath.git//terraform/modules/preview-plan?ref=4b825dc642cb6eb9a060e54bf8d69288fbee4904"
}

resource "aws_s3_bucket" "knowledge" {
  bucket = "acme-answers-knowledge"
  tags   = { owner = "ai-team", ttl = "none" }
}

resource "aws_s3_bucket_public_access_block" "knowledge" {
  bucket                  = aws_s3_bucket.knowledge.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_versioning" "knowledge" {
  bucket = aws_s3_bucket.knowledge.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "knowledge" {
  bucket = aws_s3_bucket.knowledge.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = "alias/answers"
    }
  }
}

resource "aws_security_group" "answers" {
  name        = "answers"
  description = "What reaches the service"
  ingress {
    description = "the gateway"
    from_port   = 8000
    to_port     = 8000
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/16"]
  }
}

resource "google_kms_crypto_key" "answers" {
  name            = "answers"
  key_ring        = "projects/acme/locations/europe-west1/keyRings/answers"
  rotation_period = "2592000s"
}

resource "kubernetes_namespace_v1" "preview" {
  metadata {
    name   = "answers-preview"
    labels = { owner = "ai-team", ttl = "24h" }
  }
}
