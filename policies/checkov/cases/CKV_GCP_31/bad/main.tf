resource "google_compute_instance" "ckv_gcp_31_bad" {
  name         = "worker"
  machine_type = "e2-small"
  service_account {
    scopes = ["https://www.googleapis.com/auth/cloud-platform"]
  }
}
