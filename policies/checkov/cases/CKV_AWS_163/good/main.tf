resource "aws_ecr_repository" "ckv_aws_163_good" {
  name = "answers"
  image_scanning_configuration {
    scan_on_push = true
  }
}
