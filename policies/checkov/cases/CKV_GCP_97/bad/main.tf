resource "google_redis_instance" "ckv_gcp_97_bad" {
  name           = "cache"
  memory_size_gb = 1
}
