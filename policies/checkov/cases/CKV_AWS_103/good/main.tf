resource "aws_lb_listener" "ckv_aws_103_good" {
  load_balancer_arn = var.balancer
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
  default_action {
    type             = "forward"
    target_group_arn = var.group
  }
}
