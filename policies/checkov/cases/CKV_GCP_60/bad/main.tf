resource "google_sql_database_instance" "ckv_gcp_60_bad" {
  database_version = "POSTGRES_16"
  settings {
    tier = "db-custom-1-3840"
    ip_configuration {
      ipv4_enabled = true
    }
  }
}
