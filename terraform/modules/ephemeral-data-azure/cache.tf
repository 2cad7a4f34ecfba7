resource "azurerm_managed_redis" "this" {
  count = contains(var.uses, "cache") ? 1 : 0

  name                      = local.unique
  resource_group_name       = azurerm_resource_group.this.name
  location                  = var.location
  sku_name                  = { small = "Balanced_B0", medium = "Balanced_B1", large = "Balanced_B3" }[var.plan.size]
  high_availability_enabled = false
  public_network_access     = "Disabled"
  tags                      = var.plan.tags

  identity {
    type         = "UserAssigned"
    identity_ids = [var.encryption_key.identity_id]
  }

  customer_managed_key {
    key_vault_key_id          = var.encryption_key.id
    user_assigned_identity_id = var.encryption_key.identity_id
  }

  default_database {
    access_keys_authentication_enabled = false
    client_protocol                    = "Encrypted"
    clustering_policy                  = "NoCluster"
    eviction_policy                    = "AllKeysLRU"
  }
}

resource "azurerm_private_endpoint" "cache" {
  count = length(azurerm_managed_redis.this)

  name                = "${local.id}-cache"
  resource_group_name = azurerm_resource_group.this.name
  location            = var.location
  subnet_id           = var.network.cache_subnet_id
  tags                = var.plan.tags

  private_service_connection {
    name                           = "cache"
    is_manual_connection           = false
    private_connection_resource_id = azurerm_managed_redis.this[count.index].id
    subresource_names              = ["redisEnterprise"]
  }

  private_dns_zone_group {
    name                 = "cache"
    private_dns_zone_ids = [var.network.cache_dns_zone_id]
  }
}

# azurerm 4.55 has no resource for it.
resource "azurerm_resource_group_template_deployment" "cache_user" {
  count = length(azurerm_managed_redis.this)

  name                = "cache-user"
  resource_group_name = azurerm_resource_group.this.name
  deployment_mode     = "Incremental"
  tags                = var.plan.tags

  template_content = jsonencode({
    "$schema"      = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
    contentVersion = "1.0.0.0"
    resources = [{
      type       = "Microsoft.Cache/redisEnterprise/databases/accessPolicyAssignments"
      apiVersion = "2025-04-01"
      name       = "${azurerm_managed_redis.this[count.index].name}/default/pods"
      properties = {
        accessPolicyName = "default"
        user             = { objectId = azurerm_user_assigned_identity.service.principal_id }
      }
    }]
  })
}
