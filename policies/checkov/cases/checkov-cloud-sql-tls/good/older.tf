resource "google_sql_database_instance" "tls_required" {
  database_version = "POSTGRES_16"
  settings {
    tier = "db-custom-1-3840"
    ip_configuration {
      require_ssl = true
    }
  }
}
