resource "google_redis_instance" "ckv_gcp_95_good" {
  name           = "cache"
  memory_size_gb = 1
  auth_enabled   = true
}
