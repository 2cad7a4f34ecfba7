resource "aws_opensearch_domain" "ckv_aws_137_bad" {
  domain_name = "search"
}
