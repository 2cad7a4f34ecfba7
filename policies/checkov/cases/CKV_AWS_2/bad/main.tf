resource "aws_lb_listener" "ckv_aws_2_bad" {
  load_balancer_arn = var.balancer
  port              = 443
  protocol          = "HTTP"
  default_action {
    type             = "forward"
    target_group_arn = var.group
  }
}
