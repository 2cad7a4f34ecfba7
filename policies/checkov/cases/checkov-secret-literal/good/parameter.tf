resource "aws_ssm_parameter" "region" {
  name  = "/answers/region"
  type  = "String"
  value = "eu-central-1"
}
