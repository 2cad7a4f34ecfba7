resource "aws_lb" "guarded" {
  name               = "guarded"
  load_balancer_type = "application"
  internal           = false
}

resource "aws_wafv2_web_acl_association" "guarded" {
  resource_arn = aws_lb.guarded.arn
  web_acl_arn  = var.acl
}

resource "aws_lb" "inner" {
  name               = "inner"
  load_balancer_type = "application"
  internal           = true
}
