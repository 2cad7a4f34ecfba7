resource "aws_secretsmanager_secret_version" "object_of_references" {
  secret_id     = "answers"
  secret_string = jsonencode({ password = random_password.database.result })
}
