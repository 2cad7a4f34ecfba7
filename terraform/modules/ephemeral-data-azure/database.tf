locals {
  clone_of = var.database.clone_of
}

# A server of its own: in a shared one, what keeps changes apart is a REVOKE that somebody forgets, and its users can only be
# made in SQL.
resource "azurerm_postgresql_flexible_server" "this" {
  count = contains(var.uses, "database") ? 1 : 0

  name                          = local.unique
  resource_group_name           = azurerm_resource_group.this.name
  location                      = var.location
  version                       = local.clone_of == null ? var.database.version : null
  sku_name                      = { small = "B_Standard_B1ms", medium = "B_Standard_B2s", large = "GP_Standard_D2ds_v5" }[var.plan.size]
  storage_mb                    = local.clone_of == null ? 32768 : null
  backup_retention_days         = 7
  geo_redundant_backup_enabled  = false
  delegated_subnet_id           = var.network.database_subnet_id
  private_dns_zone_id           = var.network.database_dns_zone_id
  public_network_access_enabled = false
  tags                          = var.plan.tags

  create_mode                       = local.clone_of == null ? "Default" : "PointInTimeRestore"
  source_server_id                  = local.clone_of == null ? null : local.clone_of.server_id
  point_in_time_restore_time_in_utc = local.clone_of == null ? null : var.plan.created_at

  authentication {
    active_directory_auth_enabled = true
    password_auth_enabled         = false
    tenant_id                     = azurerm_user_assigned_identity.service.tenant_id
  }

  identity {
    type         = "UserAssigned"
    identity_ids = [var.encryption_key.identity_id]
  }

  customer_managed_key {
    key_vault_key_id                  = var.encryption_key.id
    primary_user_assigned_identity_id = var.encryption_key.identity_id
  }

  lifecycle {
    # Azure chooses the zone. A change that asks for its environment again gets the one it has.
    ignore_changes = [zone, point_in_time_restore_time_in_utc]
  }
}

resource "azurerm_postgresql_flexible_server_active_directory_administrator" "service" {
  count = length(azurerm_postgresql_flexible_server.this)

  server_name         = azurerm_postgresql_flexible_server.this[count.index].name
  resource_group_name = azurerm_resource_group.this.name
  tenant_id           = azurerm_user_assigned_identity.service.tenant_id
  object_id           = azurerm_user_assigned_identity.service.principal_id
  principal_name      = azurerm_user_assigned_identity.service.name
  principal_type      = "ServicePrincipal"
}

# A clone brings its databases along.
resource "azurerm_postgresql_flexible_server_database" "this" {
  count = local.clone_of == null ? length(azurerm_postgresql_flexible_server.this) : 0

  name      = var.database.name
  server_id = azurerm_postgresql_flexible_server.this[count.index].id
  charset   = "UTF8"
  collation = "en_US.utf8"
}
