# In a subscription of Azure. TF_VAR_resource_group, TF_VAR_tenant_id, TF_VAR_deployer, TF_VAR_network,
# TF_VAR_log_workspace_id, TF_VAR_secrets, TF_VAR_writers and TF_VAR_recipients say which one; ARM_SUBSCRIPTION_ID, too.
provider "azurerm" {
  features {}
}

variables {
  plan = {
    name      = "goldenpath-integration"
    ephemeral = true
    tags      = { owner = "goldenpath", service = "goldenpath", environment = "goldenpath-integration", ttl = "1h" }
  }
}

run "makes_what_azure_accepts" {
  assert {
    condition     = startswith(azurerm_key_vault.this.id, var.resource_group.id) && azurerm_key_vault.this.rbac_authorization_enabled
    error_message = "The vault is in the resource group, and access to it is by roles."
  }

  assert {
    condition     = azurerm_key_vault_key.this.rotation_policy[0].automatic[0].time_after_creation == "P30D"
    error_message = "The key is rotated every 30 days."
  }
}

run "is_stable" {
  assert {
    condition     = output.key_id == run.makes_what_azure_accepts.key_id && output.secret_ids == run.makes_what_azure_accepts.secret_ids
    error_message = "A second apply replaces nothing."
  }
}
