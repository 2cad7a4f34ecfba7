resource "google_redis_instance" "ckv_gcp_97_good" {
  name                    = "cache"
  memory_size_gb          = 1
  transit_encryption_mode = "SERVER_AUTHENTICATION"
}
