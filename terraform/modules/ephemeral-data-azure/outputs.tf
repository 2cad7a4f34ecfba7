output "identity" {
  description = "For the annotation `azure.workload.identity/client-id` of the service account."
  value       = azurerm_user_assigned_identity.service.client_id
}

output "settings" {
  description = "Variables of the service, none of them secret. The password of database and cache is a token of Entra."
  value = merge(concat(
    [{ GOLDENPATH_ENVIRONMENT = var.plan.name }],
    [for container in azurerm_storage_container.this : {
      BUCKET_URL = "${azurerm_storage_account.this[0].primary_blob_endpoint}${container.name}"
    }],
    [for queue in azurerm_storage_queue.this : {
      QUEUE_URL = "${azurerm_storage_account.this[0].primary_queue_endpoint}${queue.name}"
    }],
    [for cache in azurerm_managed_redis.this : {
      REDIS_URL  = "rediss://${azurerm_user_assigned_identity.service.principal_id}@${cache.hostname}:10000/0"
      REDIS_AUTH = "iam"
    }],
    [for server in azurerm_postgresql_flexible_server.this : {
      DATABASE_URL = join("", [
        "postgresql://", azurerm_user_assigned_identity.service.name, "@", server.fqdn, ":5432/", var.database.name,
        "?sslmode=verify-full",
      ])
      DATABASE_AUTH = "iam"
    }],
  )...)
}

output "secrets" {
  description = "Empty: nothing here has a password. Of the form that it has for AWS."
  value       = {}
}

output "leftovers" {
  description = "What must be gone after a destroy: everything is in this group."
  value       = { azurerm_resource_group = azurerm_resource_group.this.id }
}
