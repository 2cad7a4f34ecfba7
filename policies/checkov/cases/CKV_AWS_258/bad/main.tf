resource "aws_lambda_function_url" "ckv_aws_258_bad" {
  function_name      = "answers"
  authorization_type = "NONE"
}
