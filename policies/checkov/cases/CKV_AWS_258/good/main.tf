resource "aws_lambda_function_url" "ckv_aws_258_good" {
  function_name      = "answers"
  authorization_type = "AWS_IAM"
}
