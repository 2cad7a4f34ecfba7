resource "google_vertex_ai_endpoint" "ckv2_gcp_33_bad" {
  name         = "ranker"
  display_name = "ranker"
  location     = "europe-west4"
}
