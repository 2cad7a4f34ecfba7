resource "aws_lb" "open" {
  name               = "open"
  load_balancer_type = "application"
  internal           = false
}
