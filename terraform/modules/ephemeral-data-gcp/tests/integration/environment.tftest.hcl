# In a project of Google Cloud. TF_VAR_project, TF_VAR_encryption_key, TF_VAR_cluster_identity, TF_VAR_network and TF_VAR_database
# say what is shared, among it the instance to clone. Takes about 20 minutes.
provider "google" {}

variables {
  plan = {
    service    = "goldenpath"
    name       = "goldenpath-pr-1"
    namespace  = "goldenpath-pr-1"
    created_at = timestamp()
    ttl_hours  = 1
    size       = "small"
    ephemeral  = true
    tags       = { owner = "goldenpath", service = "goldenpath", environment = "goldenpath-pr-1", ttl = "1h" }
  }
}

run "makes_what_google_accepts" {
  assert {
    condition     = can(regex("@[0-9.]+:5432/", output.settings.DATABASE_URL)) && startswith(output.settings.DATABASE_CA_CERT, "-----BEGIN CERTIFICATE-----")
    error_message = "The database has a private address and a certificate."
  }

  assert {
    condition     = can(regex("^rediss://[0-9.]+:[0-9]+/0$", output.settings.REDIS_URL))
    error_message = "The cache has an address."
  }

  # The source decides: Google clones under the key of the source.
  assert {
    condition     = google_sql_database_instance.this[0].encryption_key_name == var.encryption_key
    error_message = "The source is encrypted by another key."
  }
}

run "is_stable" {
  assert {
    condition     = output.leftovers == run.makes_what_google_accepts.leftovers && output.settings == run.makes_what_google_accepts.settings
    error_message = "A second apply replaces nothing."
  }
}
