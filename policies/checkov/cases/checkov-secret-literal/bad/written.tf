resource "aws_secretsmanager_secret_version" "written" {
  secret_id     = "answers"
  secret_string = "not-so-secret"
}
