resource "aws_ecr_repository" "ckv_aws_51_bad" {
  name = "answers"
}
