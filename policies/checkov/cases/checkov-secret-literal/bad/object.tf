resource "aws_secretsmanager_secret_version" "in_an_object" {
  secret_id     = "answers"
  secret_string = jsonencode({ user = "answers", password = "not-so-secret" })
}
