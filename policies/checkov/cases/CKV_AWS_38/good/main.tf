resource "aws_eks_cluster" "ckv_aws_38_good" {
  name     = "platform"
  role_arn = var.role
  vpc_config {
    subnet_ids = var.subnets
    public_access_cidrs = ["192.0.2.0/24"]
  }
}
