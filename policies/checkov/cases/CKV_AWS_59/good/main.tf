resource "aws_api_gateway_method" "ckv_aws_59_good" {
  rest_api_id   = "api"
  resource_id   = "answers"
  http_method   = "POST"
  authorization = "AWS_IAM"
}
