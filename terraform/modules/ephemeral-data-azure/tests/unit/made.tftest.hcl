mock_provider "azurerm" {
  mock_resource "azurerm_resource_group" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/answers-pr-12" }
  }

  mock_resource "azurerm_user_assigned_identity" {
    defaults = {
      client_id    = "11111111-0000-0000-0000-000000000000"
      principal_id = "22222222-0000-0000-0000-000000000000"
      tenant_id    = "33333333-0000-0000-0000-000000000000"
    }
  }

  mock_resource "azurerm_storage_account" {
    defaults = {
      id                     = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/a"
      primary_blob_endpoint  = "https://a.blob.core.windows.net/"
      primary_queue_endpoint = "https://a.queue.core.windows.net/"
    }
  }

  mock_resource "azurerm_managed_redis" {
    defaults = { hostname = "a.westeurope.redis.azure.net" }
  }

  mock_resource "azurerm_postgresql_flexible_server" {
    defaults = { fqdn = "a.postgres.database.azure.com" }
  }
}

variables {
  plan = {
    service    = "answers"
    name       = "answers-pr-12"
    namespace  = "answers-pr-12"
    created_at = "2026-11-22T19:00:00Z"
    ttl_hours  = 36
    size       = "small"
    ephemeral  = true
    tags       = { owner = "search", ttl = "36h", environment = "answers-pr-12" }
  }
  location = "westeurope"
  encryption_key = {
    id          = "https://acme-keys.vault.azure.net/keys/previews"
    identity_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/keys/providers/Microsoft.ManagedIdentity/userAssignedIdentities/previews"
  }
  cluster_identity = "https://westeurope.oic.prod-aks.azure.com/33333333-0000-0000-0000-000000000000/44444444-0000-0000-0000-000000000000/"
  network = {
    cluster_subnet_ids   = ["/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/main/subnets/cluster"]
    database_subnet_id   = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/main/subnets/databases"
    database_dns_zone_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/net/providers/Microsoft.Network/privateDnsZones/previews.postgres.database.azure.com"
    cache_subnet_id      = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/main/subnets/caches"
    cache_dns_zone_id    = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/net/providers/Microsoft.Network/privateDnsZones/privatelink.redis.azure.net"
  }
}

run "an_empty_database_and_the_rest" {
  assert {
    condition = output.settings == {
      GOLDENPATH_ENVIRONMENT = "answers-pr-12"
      BUCKET_URL             = "https://a.blob.core.windows.net/objects"
      QUEUE_URL              = "https://a.queue.core.windows.net/jobs"
      REDIS_URL              = "rediss://22222222-0000-0000-0000-000000000000@a.westeurope.redis.azure.net:10000/0"
      REDIS_AUTH             = "iam"
      DATABASE_URL           = "postgresql://answers-pr-12@a.postgres.database.azure.com:5432/app?sslmode=verify-full"
      DATABASE_AUTH          = "iam"
    }
    error_message = "The service is told something else: ${jsonencode(output.settings)}"
  }

  assert {
    condition     = output.secrets == {} && output.identity == "11111111-0000-0000-0000-000000000000"
    error_message = "The pods have another identity, or a password."
  }

  assert {
    condition = (
      azurerm_postgresql_flexible_server.this[0].create_mode == "Default" &&
      azurerm_postgresql_flexible_server.this[0].source_server_id == null &&
      azurerm_postgresql_flexible_server_database.this[0].name == "app"
    )
    error_message = "The database is not empty, or not there."
  }
}

run "only_the_pods_of_the_environment_are_trusted" {
  assert {
    condition = (
      azurerm_federated_identity_credential.pods.issuer == var.cluster_identity &&
      azurerm_federated_identity_credential.pods.subject == "system:serviceaccount:answers-pr-12:answers" &&
      azurerm_federated_identity_credential.pods.audience == tolist(["api://AzureADTokenExchange"]) &&
      azurerm_federated_identity_credential.pods.parent_id == azurerm_user_assigned_identity.service.id
    )
    error_message = "Somebody else may be the identity: ${azurerm_federated_identity_credential.pods.subject}"
  }
}

run "the_identity_reaches_its_own_things_only" {
  assert {
    condition = [
      for granted in [azurerm_role_assignment.bucket[0], azurerm_role_assignment.queue[0]] :
      [granted.role_definition_name, trimprefix(granted.scope, azurerm_storage_account.this[0].id), granted.principal_id, granted.principal_type]
      ] == [
      ["Storage Blob Data Contributor", "/blobServices/default/containers/objects", "22222222-0000-0000-0000-000000000000", "ServicePrincipal"],
      ["Storage Queue Data Contributor", "/queueServices/default/queues/jobs", "22222222-0000-0000-0000-000000000000", "ServicePrincipal"],
    ]
    error_message = "It gets more, or somebody else does."
  }

  assert {
    condition = (
      azurerm_postgresql_flexible_server_active_directory_administrator.service[0].object_id == "22222222-0000-0000-0000-000000000000" &&
      azurerm_postgresql_flexible_server_active_directory_administrator.service[0].principal_name == "answers-pr-12" &&
      azurerm_postgresql_flexible_server_active_directory_administrator.service[0].tenant_id == "33333333-0000-0000-0000-000000000000" &&
      azurerm_postgresql_flexible_server_active_directory_administrator.service[0].principal_type == "ServicePrincipal" &&
      azurerm_postgresql_flexible_server_active_directory_administrator.service[0].server_name == azurerm_postgresql_flexible_server.this[0].name
    )
    error_message = "Somebody else owns the database."
  }

  assert {
    condition = jsondecode(azurerm_resource_group_template_deployment.cache_user[0].template_content) == {
      "$schema"      = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
      contentVersion = "1.0.0.0"
      resources = [{
        type       = "Microsoft.Cache/redisEnterprise/databases/accessPolicyAssignments"
        apiVersion = "2025-04-01"
        name       = "${azurerm_managed_redis.this[0].name}/default/pods"
        properties = { accessPolicyName = "default", user = { objectId = "22222222-0000-0000-0000-000000000000" } }
      }]
    }
    error_message = "Somebody else gets into the cache."
  }

  assert {
    condition     = azurerm_resource_group_template_deployment.cache_user[0].deployment_mode == "Incremental"
    error_message = "Complete deletes whatever else is in the group."
  }
}

run "everything_is_encrypted_by_the_key" {
  assert {
    condition = alltrue([
      for key in [
        one(azurerm_storage_account.this[0].customer_managed_key).key_vault_key_id,
        one(azurerm_managed_redis.this[0].customer_managed_key).key_vault_key_id,
        one(azurerm_postgresql_flexible_server.this[0].customer_managed_key).key_vault_key_id,
      ] : key == var.encryption_key.id
    ])
    error_message = "Something is under another key."
  }

  assert {
    condition = alltrue([
      for identity in [
        one(azurerm_storage_account.this[0].customer_managed_key).user_assigned_identity_id,
        one(azurerm_managed_redis.this[0].customer_managed_key).user_assigned_identity_id,
        one(azurerm_postgresql_flexible_server.this[0].customer_managed_key).primary_user_assigned_identity_id,
        one(one(azurerm_storage_account.this[0].identity).identity_ids),
        one(one(azurerm_managed_redis.this[0].identity).identity_ids),
        one(one(azurerm_postgresql_flexible_server.this[0].identity).identity_ids),
      ] : identity == var.encryption_key.identity_id
    ])
    error_message = "Somebody may not use the key."
  }

  assert {
    condition     = azurerm_storage_account.this[0].queue_encryption_key_type == "Account"
    error_message = "The queue is under a key of Azure's."
  }
}

run "all_of_it_is_in_the_region" {
  assert {
    condition = alltrue([
      for location in [
        azurerm_resource_group.this.location, azurerm_user_assigned_identity.service.location, azurerm_storage_account.this[0].location,
        azurerm_managed_redis.this[0].location, azurerm_private_endpoint.cache[0].location,
        azurerm_postgresql_flexible_server.this[0].location,
      ] : location == "westeurope"
    ])
    error_message = "Something is elsewhere."
  }

  assert {
    condition = (
      azurerm_storage_container.this[0].storage_account_id == azurerm_storage_account.this[0].id &&
      azurerm_storage_queue.this[0].storage_account_id == azurerm_storage_account.this[0].id &&
      azurerm_storage_management_policy.this[0].storage_account_id == azurerm_storage_account.this[0].id &&
      azurerm_postgresql_flexible_server_database.this[0].server_id == azurerm_postgresql_flexible_server.this[0].id &&
      azurerm_postgresql_flexible_server.this[0].private_dns_zone_id == var.network.database_dns_zone_id &&
      one(one(azurerm_private_endpoint.cache[0].private_dns_zone_group).private_dns_zone_ids) == var.network.cache_dns_zone_id
    )
    error_message = "Something belongs to another thing."
  }
}

run "nothing_outlives_it" {
  assert {
    condition = alltrue([
      for group in [
        azurerm_user_assigned_identity.service.resource_group_name, azurerm_federated_identity_credential.pods.resource_group_name,
        azurerm_storage_account.this[0].resource_group_name, azurerm_managed_redis.this[0].resource_group_name,
        azurerm_private_endpoint.cache[0].resource_group_name, azurerm_resource_group_template_deployment.cache_user[0].resource_group_name,
        azurerm_postgresql_flexible_server.this[0].resource_group_name,
        azurerm_postgresql_flexible_server_active_directory_administrator.service[0].resource_group_name,
      ] : group == azurerm_resource_group.this.name
    ])
    error_message = "Something is in another group."
  }

  assert {
    condition     = output.leftovers == { azurerm_resource_group = azurerm_resource_group.this.id }
    error_message = "The reaper looks elsewhere."
  }

  assert {
    condition = alltrue([
      for tags in [
        azurerm_resource_group.this.tags, azurerm_user_assigned_identity.service.tags, azurerm_storage_account.this[0].tags,
        azurerm_managed_redis.this[0].tags, azurerm_private_endpoint.cache[0].tags, azurerm_postgresql_flexible_server.this[0].tags,
        azurerm_resource_group_template_deployment.cache_user[0].tags,
      ] : tags == tomap(var.plan.tags)
    ])
    error_message = "The reaper would not find all of it."
  }

  assert {
    condition = (
      azurerm_storage_management_policy.this[0].rule[0].enabled &&
      one(one(azurerm_storage_management_policy.this[0].rule[0].actions).base_blob).delete_after_days_since_creation_greater_than == 2
    )
    error_message = "Objects live longer than the environment, rounded up to days."
  }
}

run "nobody_else_gets_in" {
  assert {
    condition = (
      !azurerm_storage_account.this[0].allow_nested_items_to_be_public &&
      !azurerm_storage_account.this[0].shared_access_key_enabled &&
      !azurerm_storage_account.this[0].local_user_enabled &&
      azurerm_storage_account.this[0].https_traffic_only_enabled &&
      azurerm_storage_account.this[0].min_tls_version == "TLS1_2" &&
      one(azurerm_storage_account.this[0].network_rules).default_action == "Deny" &&
      one(azurerm_storage_account.this[0].network_rules).bypass == toset(["None"]) &&
      one(azurerm_storage_account.this[0].network_rules).virtual_network_subnet_ids == var.network.cluster_subnet_ids &&
      azurerm_storage_container.this[0].container_access_type == "private"
    )
    error_message = "The account is open to others, or by a key."
  }

  assert {
    condition = (
      !azurerm_postgresql_flexible_server.this[0].public_network_access_enabled &&
      azurerm_postgresql_flexible_server.this[0].delegated_subnet_id == var.network.database_subnet_id &&
      one(azurerm_postgresql_flexible_server.this[0].authentication).active_directory_auth_enabled &&
      one(azurerm_postgresql_flexible_server.this[0].authentication).tenant_id == "33333333-0000-0000-0000-000000000000" &&
      !one(azurerm_postgresql_flexible_server.this[0].authentication).password_auth_enabled
    )
    error_message = "The database is public, or has a password."
  }

  assert {
    condition = (
      azurerm_managed_redis.this[0].public_network_access == "Disabled" &&
      !one(azurerm_managed_redis.this[0].default_database).access_keys_authentication_enabled &&
      one(azurerm_managed_redis.this[0].default_database).client_protocol == "Encrypted" &&
      azurerm_private_endpoint.cache[0].subnet_id == var.network.cache_subnet_id &&
      !one(azurerm_private_endpoint.cache[0].private_service_connection).is_manual_connection &&
      one(azurerm_private_endpoint.cache[0].private_service_connection).subresource_names == tolist(["redisEnterprise"]) &&
      one(azurerm_private_endpoint.cache[0].private_service_connection).private_connection_resource_id == azurerm_managed_redis.this[0].id
    )
    error_message = "The cache is public, has a key, or talks in plain text."
  }
}

run "it_is_the_smallest" {
  assert {
    condition = (
      azurerm_postgresql_flexible_server.this[0].sku_name == "B_Standard_B1ms" &&
      azurerm_postgresql_flexible_server.this[0].version == "17" &&
      azurerm_postgresql_flexible_server.this[0].storage_mb == 32768 &&
      azurerm_postgresql_flexible_server.this[0].backup_retention_days == 7 &&
      !azurerm_postgresql_flexible_server.this[0].geo_redundant_backup_enabled &&
      azurerm_managed_redis.this[0].sku_name == "Balanced_B0" &&
      one(azurerm_managed_redis.this[0].default_database).clustering_policy == "NoCluster" &&
      one(azurerm_managed_redis.this[0].default_database).eviction_policy == "AllKeysLRU" &&
      !azurerm_managed_redis.this[0].high_availability_enabled &&
      azurerm_storage_account.this[0].account_replication_type == "LRS"
    )
    error_message = "It costs more than it has to."
  }
}

run "a_branch_of_a_database" {
  state_key = "branch"

  variables {
    database = {
      clone_of = {
        server_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/g/providers/Microsoft.DBforPostgreSQL/flexibleServers/golden"
        data      = "synthetic"
      }
    }
  }

  assert {
    condition = (
      azurerm_postgresql_flexible_server.this[0].create_mode == "PointInTimeRestore" &&
      azurerm_postgresql_flexible_server.this[0].source_server_id == var.database.clone_of.server_id &&
      azurerm_postgresql_flexible_server.this[0].point_in_time_restore_time_in_utc == "2026-11-22T19:00:00Z" &&
      length(azurerm_postgresql_flexible_server_database.this) == 0
    )
    error_message = "It is no copy of the source, as of the environment's beginning."
  }
}

run "a_branch_that_is_asked_for_again" {
  state_key = "branch"

  variables {
    plan = {
      service    = "answers"
      name       = "answers-pr-12"
      namespace  = "answers-pr-12"
      created_at = "2026-11-22T20:00:00Z"
      ttl_hours  = 36
      size       = "small"
      ephemeral  = true
      tags       = { owner = "search", ttl = "36h", environment = "answers-pr-12" }
    }
    database = {
      clone_of = {
        server_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/g/providers/Microsoft.DBforPostgreSQL/flexibleServers/golden"
        data      = "synthetic"
      }
    }
  }

  assert {
    condition     = azurerm_postgresql_flexible_server.this[0].point_in_time_restore_time_in_utc == "2026-11-22T19:00:00Z"
    error_message = "To bring it up to date would make another database."
  }
}

run "only_what_is_used" {
  variables {
    uses    = ["queue"]
    network = { cluster_subnet_ids = var.network.cluster_subnet_ids }
  }

  assert {
    condition     = toset(keys(output.settings)) == toset(["GOLDENPATH_ENVIRONMENT", "QUEUE_URL"])
    error_message = "The service is told of what is not there."
  }

  assert {
    condition = length(concat(
      azurerm_storage_container.this, azurerm_role_assignment.bucket, azurerm_managed_redis.this, azurerm_postgresql_flexible_server.this,
    )) == 0
    error_message = "More is made than is used."
  }
}

run "a_long_name_is_cut_and_stays_unlike_others" {
  variables {
    plan = {
      service    = "answers"
      name       = "answers--feature-a-very-long-branch-name-that-never-ends-0a1b2c"
      namespace  = "answers--feature-a-very-long-branch-name-that-never-ends-0a1b2c"
      created_at = "2026-11-22T19:00:00Z"
      ttl_hours  = 24
      size       = "large"
      ephemeral  = true
      tags       = { owner = "search", ttl = "24h", environment = "answers--feature" }
    }
  }

  assert {
    condition     = azurerm_user_assigned_identity.service.name == "answers-feature-a-ver-${substr(sha256(var.plan.name), 0, 8)}"
    error_message = "The identity is ${azurerm_user_assigned_identity.service.name}."
  }

  assert {
    condition     = can(regex("^[a-z0-9]{3,24}$", azurerm_storage_account.this[0].name))
    error_message = "No account may be called ${azurerm_storage_account.this[0].name}."
  }

  assert {
    condition     = azurerm_storage_account.this[0].name == "answersfeatureav${substr(sha256("${var.encryption_key.id}/${var.plan.name}"), 0, 8)}"
    error_message = "Another environment would have the same account."
  }
}
