resource "google_container_cluster" "ckv_gcp_18_bad" {
  name = "platform"
  master_authorized_networks_config {
    cidr_blocks {
      cidr_block = "0.0.0.0/0"
    }
  }
}
