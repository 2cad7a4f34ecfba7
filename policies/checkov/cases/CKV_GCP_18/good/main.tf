resource "google_container_cluster" "ckv_gcp_18_good" {
  name = "platform"
  master_authorized_networks_config {
    cidr_blocks {
      cidr_block = "192.0.2.0/24"
    }
  }
}
