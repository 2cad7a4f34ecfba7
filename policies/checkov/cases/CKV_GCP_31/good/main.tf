resource "google_compute_instance" "ckv_gcp_31_good" {
  name         = "worker"
  machine_type = "e2-small"
  service_account {
    email  = google_service_account.worker.email
    scopes = ["https://www.googleapis.com/auth/cloud-platform"]
  }
}
