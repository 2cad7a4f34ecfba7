resource "aws_rds_cluster" "by_group" {
  cluster_identifier     = "by_group"
  vpc_security_group_ids = [aws_security_group.by_group.id]
}

resource "aws_security_group" "by_group" {
  name = "by_group"
  ingress {
    from_port       = 5432
    to_port         = 5432
    protocol        = "tcp"
    security_groups = [var.service_group]
  }
}
