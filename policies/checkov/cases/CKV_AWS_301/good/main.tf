resource "aws_lambda_permission" "ckv_aws_301_good" {
  function_name = "answers"
  action        = "lambda:InvokeFunction"
  principal     = "events.amazonaws.com"
  source_arn    = var.rule
}
