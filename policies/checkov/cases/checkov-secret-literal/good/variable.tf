variable "password" {
  type      = string
  sensitive = true
}

resource "aws_secretsmanager_secret_version" "by_variable" {
  secret_id     = "answers"
  secret_string = var.password
}
