resource "google_sql_database_instance" "plain_allowed" {
  database_version = "POSTGRES_16"
  settings {
    tier = "db-custom-1-3840"
    ip_configuration {
      ssl_mode = "ALLOW_UNENCRYPTED_AND_ENCRYPTED"
    }
  }
}
