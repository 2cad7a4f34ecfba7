resource "aws_eks_cluster" "ckv_aws_58_bad" {
  name     = "platform"
  role_arn = var.role
  vpc_config {
    subnet_ids = var.subnets
  }
}
