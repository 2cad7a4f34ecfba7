resource "aws_db_instance" "by_variable" {
  instance_class         = "db.t4g.small"
  vpc_security_group_ids = var.groups
}
