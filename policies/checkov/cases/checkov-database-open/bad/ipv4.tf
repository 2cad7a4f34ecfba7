resource "aws_db_instance" "open_v4" {
  instance_class         = "db.t4g.small"
  vpc_security_group_ids = [aws_security_group.open_v4.id]
}

resource "aws_security_group" "open_v4" {
  name = "open_v4"
  ingress {
    from_port   = 5432
    to_port     = 5432
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
