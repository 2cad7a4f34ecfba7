resource "aws_db_instance" "closed" {
  instance_class         = "db.t4g.small"
  vpc_security_group_ids = [aws_security_group.closed.id]
}

resource "aws_security_group" "closed" {
  name = "closed"
  ingress {
    from_port   = 5432
    to_port     = 5432
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8"]
  }
}
