variable "written_as_default" {
  default = "not-so-secret"
}

resource "aws_secretsmanager_secret_version" "by_default" {
  secret_id     = "answers"
  secret_string = var.written_as_default
}
