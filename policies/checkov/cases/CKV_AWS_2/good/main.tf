resource "aws_lb_listener" "ckv_aws_2_good" {
  load_balancer_arn = var.balancer
  port              = 443
  protocol          = "HTTPS"
  default_action {
    type             = "forward"
    target_group_arn = var.group
  }
}
