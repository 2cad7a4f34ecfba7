resource "google_container_cluster" "ckv_gcp_7_good" {
  name               = "platform"
  enable_legacy_abac = false
}
