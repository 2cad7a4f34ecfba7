resource "aws_sagemaker_model" "ckv_aws_370_bad" {
  name               = "ranker"
  execution_role_arn = var.role
}
