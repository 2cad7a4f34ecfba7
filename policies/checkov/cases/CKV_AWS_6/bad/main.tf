resource "aws_opensearch_domain" "ckv_aws_6_bad" {
  domain_name = "search"
  cluster_config {
    instance_count = 3
  }
  node_to_node_encryption {
    enabled = false
  }
}
