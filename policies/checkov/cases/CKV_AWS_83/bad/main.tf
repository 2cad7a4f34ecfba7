resource "aws_opensearch_domain" "ckv_aws_83_bad" {
  domain_name = "search"
  domain_endpoint_options {
    enforce_https = false
  }
}
