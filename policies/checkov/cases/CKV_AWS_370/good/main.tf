resource "aws_sagemaker_model" "ckv_aws_370_good" {
  name                     = "ranker"
  execution_role_arn       = var.role
  enable_network_isolation = true
}
