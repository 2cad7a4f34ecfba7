# In a project of Google Cloud. TF_VAR_project, TF_VAR_key_ring, TF_VAR_secrets, TF_VAR_writers and TF_VAR_recipients
# say which one. What stays is an empty key in the key ring: nobody can delete it.
provider "google" {
  project = var.project.id
}

variables {
  plan = {
    name       = "goldenpath-integration"
    ephemeral  = true
    created_at = timestamp()
    expires_at = timeadd(timestamp(), "24h")
    tags       = { owner = "goldenpath", service = "goldenpath", environment = "goldenpath-integration", ttl = "24h" }
  }
}

run "makes_what_google_accepts" {
  assert {
    condition     = google_kms_crypto_key.this.rotation_period == "2592000s" && startswith(google_kms_crypto_key.this.id, var.key_ring)
    error_message = "The key is in the key ring, and rotated."
  }

  assert {
    condition     = keys(output.secret_ids) == keys(var.secrets) && alltrue([for secret in google_secret_manager_secret.this : strcontains(secret.id, "/secrets/goldenpath-integration-")])
    error_message = "Each secret has its container."
  }
}
