resource "aws_eks_cluster" "ckv_aws_38_bad" {
  name     = "platform"
  role_arn = var.role
  vpc_config {
    subnet_ids = var.subnets
    public_access_cidrs = ["0.0.0.0/0"]
  }
}
