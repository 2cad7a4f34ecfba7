# In a subscription of Azure, ARM_SUBSCRIPTION_ID. TF_VAR_location, TF_VAR_encryption_key, TF_VAR_cluster_identity and
# TF_VAR_network say what is shared. Takes about 30 minutes.
provider "azurerm" {
  storage_use_azuread = true

  features {
    storage {
      data_plane_available = false
    }
  }
}

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

run "makes_what_azure_accepts" {
  assert {
    condition     = can(regex("\\.postgres\\.database\\.azure\\.com:5432/app", output.settings.DATABASE_URL))
    error_message = "The database has an address."
  }

  # Scopes are said, not looked up.
  assert {
    condition = (
      azurerm_role_assignment.bucket[0].scope == azurerm_storage_container.this[0].id &&
      azurerm_role_assignment.queue[0].scope == azurerm_storage_queue.this[0].id
    )
    error_message = "The roles are for what was made."
  }
}

run "is_stable" {
  assert {
    condition     = output.leftovers == run.makes_what_azure_accepts.leftovers && output.settings == run.makes_what_azure_accepts.settings
    error_message = "A second apply replaces nothing."
  }
}
