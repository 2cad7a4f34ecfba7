resource "google_sql_database_instance" "plain_unsaid" {
  database_version = "POSTGRES_16"
  settings {
    tier = "db-custom-1-3840"
  }
}
