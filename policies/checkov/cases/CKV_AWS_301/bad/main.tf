resource "aws_lambda_permission" "ckv_aws_301_bad" {
  function_name = "answers"
  action        = "lambda:InvokeFunction"
  principal     = "*"
}
