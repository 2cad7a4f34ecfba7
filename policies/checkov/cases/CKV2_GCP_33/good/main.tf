resource "google_vertex_ai_endpoint" "ckv2_gcp_33_good" {
  name         = "ranker"
  display_name = "ranker"
  location     = "europe-west4"
  network      = var.network
}
