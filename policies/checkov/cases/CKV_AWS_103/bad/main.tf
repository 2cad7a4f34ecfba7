resource "aws_lb_listener" "ckv_aws_103_bad" {
  load_balancer_arn = var.balancer
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-2016-08"
  default_action {
    type             = "forward"
    target_group_arn = var.group
  }
}
