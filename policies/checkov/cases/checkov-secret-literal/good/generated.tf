resource "random_password" "database" {
  length = 32
}

resource "aws_secretsmanager_secret_version" "generated" {
  secret_id     = "answers"
  secret_string = random_password.database.result
}
