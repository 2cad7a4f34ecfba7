resource "aws_ecr_repository" "ckv_aws_163_bad" {
  name = "answers"
}
