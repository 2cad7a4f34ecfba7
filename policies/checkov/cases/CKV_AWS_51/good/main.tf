resource "aws_ecr_repository" "ckv_aws_51_good" {
  name                 = "answers"
  image_tag_mutability = "IMMUTABLE"
}
