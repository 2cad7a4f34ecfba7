resource "google_sql_database_instance" "tls_only" {
  database_version = "POSTGRES_16"
  settings {
    tier = "db-custom-1-3840"
    ip_configuration {
      ssl_mode = "ENCRYPTED_ONLY"
    }
  }
}
