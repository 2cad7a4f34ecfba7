resource "aws_eks_cluster" "ckv_aws_58_good" {
  name     = "platform"
  role_arn = var.role
  vpc_config {
    subnet_ids = var.subnets
  }
  encryption_config {
    resources = ["secrets"]
    provider {
      key_arn = aws_kms_key.cluster.arn
    }
  }
}
