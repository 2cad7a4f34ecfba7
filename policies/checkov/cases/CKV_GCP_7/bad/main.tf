resource "google_container_cluster" "ckv_gcp_7_bad" {
  name               = "platform"
  enable_legacy_abac = true
}
