locals {
  # It has another address for replicas.
  cache_addresses = flatten([for cache in google_memorystore_instance.this : [for endpoint in cache.endpoints : [
    for connection in endpoint.connections : [
      for address in connection.psc_auto_connection : address if address.connection_type == "CONNECTION_TYPE_PRIMARY"
    ]
  ]]])
}

resource "google_memorystore_instance" "this" {
  count = contains(var.uses, "cache") ? 1 : 0

  project                     = var.project
  instance_id                 = local.id
  location                    = local.region
  mode                        = "CLUSTER_DISABLED"
  shard_count                 = 1
  replica_count               = 0
  node_type                   = { small = "SHARED_CORE_NANO", medium = "STANDARD_SMALL", large = "HIGHMEM_MEDIUM" }[var.plan.size]
  engine_version              = "VALKEY_8_0"
  authorization_mode          = "IAM_AUTH"
  transit_encryption_mode     = "SERVER_AUTHENTICATION"
  kms_key                     = var.encryption_key
  deletion_protection_enabled = false
  labels                      = var.plan.tags

  desired_auto_created_endpoints {
    network    = var.network
    project_id = var.project
  }
}

# An instance has no policy of its own: the project's is bound to this one.
resource "google_project_iam_member" "cache" {
  count = length(google_memorystore_instance.this)

  project = var.project
  role    = "roles/memorystore.dbConnectionUser"
  member  = google_service_account.service.member

  condition {
    title      = "own-cache"
    expression = "resource.name == \"projects/${var.project}/locations/${local.region}/instances/${local.id}\""
  }
}
