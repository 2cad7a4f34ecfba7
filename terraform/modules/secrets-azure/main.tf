locals {
  resource_group_name = split("/", var.resource_group.id)[4]

  # 3 to 24 characters, and unlike every other vault of Azure.
  vault_name = "kv-${trimsuffix(substr(replace(var.plan.name, "/-+/", "-"), 0, 11), "-")}-${substr(sha256("${var.resource_group.id}/${var.plan.name}"), 0, 8)}"

  # To one secret each, not to the vault.
  access = merge(
    { for pair in flatten([
      for name, secret in var.secrets : [
        for reader in secret.readers : { name = name, principal = reader }
      ]
    ]) : "${pair.name} read by ${pair.principal}" => merge(pair, { role = "Key Vault Secrets User" }) },
    { for pair in setproduct(keys(var.secrets), var.writers) :
      "${pair[0]} written by ${pair[1]}" => { name = pair[0], principal = pair[1], role = "Key Vault Secrets Officer" }
    },
  )
}

resource "azurerm_key_vault" "this" {
  name                = local.vault_name
  resource_group_name = local.resource_group_name
  location            = var.resource_group.location
  tenant_id           = var.tenant_id
  sku_name            = "standard"
  tags                = var.plan.tags

  rbac_authorization_enabled = true

  # A preview is purged with its destroy; else its name would be taken for a week.
  purge_protection_enabled   = !var.plan.ephemeral
  soft_delete_retention_days = var.plan.ephemeral ? 7 : 90

  network_acls {
    default_action             = "Deny"
    bypass                     = "AzureServices"
    ip_rules                   = var.network.ip_ranges
    virtual_network_subnet_ids = var.network.subnet_ids
  }
}

resource "azurerm_role_assignment" "deployer" {
  scope                = azurerm_key_vault.this.id
  role_definition_name = "Key Vault Crypto Officer"
  principal_id         = var.deployer
}

# Azure encrypts the secrets themselves by a key of its own: this one is for the data of the environment.
resource "azurerm_key_vault_key" "this" {
  name         = "data"
  key_vault_id = azurerm_key_vault.this.id
  key_type     = "RSA"
  key_size     = 3072
  key_opts     = ["unwrapKey", "wrapKey"]
  tags         = var.plan.tags

  rotation_policy {
    expire_after = "P90D"

    automatic {
      time_after_creation = "P30D"
    }
  }

  depends_on = [azurerm_role_assignment.deployer]
}

resource "azurerm_role_assignment" "secret" {
  for_each = local.access

  scope                = "${azurerm_key_vault.this.id}/secrets/${each.value.name}"
  role_definition_name = each.value.role
  principal_id         = each.value.principal
}

resource "azurerm_monitor_diagnostic_setting" "audit" {
  name                       = "audit"
  target_resource_id         = azurerm_key_vault.this.id
  log_analytics_workspace_id = var.log_workspace_id

  enabled_log {
    category = "AuditEvent"
  }
}
