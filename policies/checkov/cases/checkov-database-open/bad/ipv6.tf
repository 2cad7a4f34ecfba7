resource "aws_rds_cluster" "open_v6" {
  cluster_identifier     = "open_v6"
  vpc_security_group_ids = [aws_security_group.open_v6.id]
}

resource "aws_security_group" "open_v6" {
  name = "open_v6"
  ingress {
    from_port   = 5432
    to_port     = 5432
    protocol    = "tcp"
    ipv6_cidr_blocks = ["::/0"]
  }
}
