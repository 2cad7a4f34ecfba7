resource "aws_secretsmanager_secret_version" "filled_by_hand" {
  secret_id     = "answers"
  secret_string = "replaced in the console"
  lifecycle {
    ignore_changes = [secret_string]
  }
}
