resource "aws_opensearch_domain" "ckv_aws_137_good" {
  domain_name = "search"
  vpc_options {
    subnet_ids = [var.subnet]
  }
}
