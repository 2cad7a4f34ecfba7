locals {
  account_id = one(azurerm_storage_account.this[*].id)
}

# A queue of this account rather than of Service Bus: that encrypts by a key of ours in its dearest tier only.
resource "azurerm_storage_account" "this" {
  count = length(setintersection(var.uses, ["bucket", "queue"])) > 0 ? 1 : 0

  name                            = local.account
  resource_group_name             = azurerm_resource_group.this.name
  location                        = var.location
  account_kind                    = "StorageV2"
  account_tier                    = "Standard"
  account_replication_type        = "LRS"
  min_tls_version                 = "TLS1_2"
  https_traffic_only_enabled      = true
  allow_nested_items_to_be_public = false
  shared_access_key_enabled       = false
  local_user_enabled              = false
  # Else queues are under a key of Azure's.
  queue_encryption_key_type = "Account"
  tags                      = var.plan.tags

  identity {
    type         = "UserAssigned"
    identity_ids = [var.encryption_key.identity_id]
  }

  customer_managed_key {
    key_vault_key_id          = var.encryption_key.id
    user_assigned_identity_id = var.encryption_key.identity_id
  }

  network_rules {
    default_action             = "Deny"
    bypass                     = ["None"]
    virtual_network_subnet_ids = var.network.cluster_subnet_ids
  }
}

resource "azurerm_storage_container" "this" {
  count = contains(var.uses, "bucket") ? 1 : 0

  name                  = "objects"
  storage_account_id    = local.account_id
  container_access_type = "private"
}

# The second net: where nobody destroys the environment, its objects go all the same.
resource "azurerm_storage_management_policy" "this" {
  count = length(azurerm_storage_container.this)

  storage_account_id = local.account_id

  rule {
    name    = "expire"
    enabled = true

    filters {
      blob_types = ["blockBlob", "appendBlob"]
    }

    actions {
      base_blob {
        delete_after_days_since_creation_greater_than = ceil(var.plan.ttl_hours / 24)
      }
    }
  }
}

resource "azurerm_storage_queue" "this" {
  count = contains(var.uses, "queue") ? 1 : 0

  name               = "jobs"
  storage_account_id = local.account_id
}

resource "azurerm_role_assignment" "bucket" {
  count = length(azurerm_storage_container.this)

  scope                = "${local.account_id}/blobServices/default/containers/${azurerm_storage_container.this[count.index].name}"
  role_definition_name = "Storage Blob Data Contributor"
  principal_id         = azurerm_user_assigned_identity.service.principal_id
  principal_type       = "ServicePrincipal"
}

resource "azurerm_role_assignment" "queue" {
  count = length(azurerm_storage_queue.this)

  scope                = "${local.account_id}/queueServices/default/queues/${azurerm_storage_queue.this[count.index].name}"
  role_definition_name = "Storage Queue Data Contributor"
  principal_id         = azurerm_user_assigned_identity.service.principal_id
  principal_type       = "ServicePrincipal"
}
