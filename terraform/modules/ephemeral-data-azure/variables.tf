variable "plan" {
  description = "The output `plan` of environment-plan."
  type = object({
    service    = string
    name       = string
    namespace  = string
    created_at = string
    ttl_hours  = number
    size       = string
    ephemeral  = bool
    tags       = map(string)
  })
  nullable = false

  validation {
    condition     = var.plan.ephemeral
    error_message = "plan.ephemeral is false. Whatever this module makes is deleted with its data, without a backup."
  }

  validation {
    condition     = contains(["small", "medium", "large"], var.plan.size)
    error_message = "plan.size must be small, medium or large."
  }

  validation {
    condition     = alltrue([for name in ["owner", "ttl", "environment"] : lookup(var.plan.tags, name, "") != ""])
    error_message = "plan.tags must say owner, ttl and environment: by them the reaper finds what was left."
  }
}

variable "uses" {
  description = "What the service uses; nothing else is made or allowed."
  type        = set(string)
  default     = ["database", "bucket", "queue", "cache"]
  nullable    = false

  validation {
    condition     = length(var.uses) > 0 && length(setsubtract(var.uses, ["database", "bucket", "queue", "cache"])) == 0
    error_message = "uses must name at least one of database, bucket, queue, cache."
  }
}

variable "encryption_key" {
  description = "Address of the key in a Key Vault that encrypts everything, and the identity that may use it."
  type = object({
    id          = string
    identity_id = string
  })
  nullable = false

  validation {
    condition     = can(regex("^https://[a-zA-Z0-9-]{3,24}\\.vault\\.azure\\.net/keys/[a-zA-Z0-9-]{1,127}(/[0-9a-f]{32})?$", var.encryption_key.id))
    error_message = "encryption_key.id must be https://VAULT.vault.azure.net/keys/KEY, with its version or without."
  }

  validation {
    condition = can(regex(
      "^/subscriptions/[0-9a-f-]{36}/resourceGroups/[^/]+/providers/Microsoft.ManagedIdentity/userAssignedIdentities/[^/]+$",
      var.encryption_key.identity_id,
    ))
    error_message = "encryption_key.identity_id must be the resource id of a user assigned identity."
  }
}

variable "cluster_identity" {
  description = "OIDC issuer of the cluster: who says which pod asks."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^https://[a-z0-9.-]+/[A-Za-z0-9/_.-]*$", var.cluster_identity))
    error_message = "cluster_identity must be the https address of an issuer, as the cluster says it."
  }

  validation {
    condition     = !can(regex("token\\.actions\\.githubusercontent\\.com|gitlab", var.cluster_identity))
    error_message = "cluster_identity is the issuer of a forge. A pipeline is no pod: see federated-identity-*."
  }
}

variable "location" {
  description = "Region of Azure."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]+[a-z0-9]*$", var.location))
    error_message = "location must be the short name of a region, such as westeurope."
  }
}

variable "network" {
  description = "Subnets and private DNS zones by their resource ids: of the cluster (with the service endpoint Microsoft.Storage), delegated to databases, and for the private endpoint of the cache."
  type = object({
    cluster_subnet_ids   = optional(set(string), [])
    database_subnet_id   = optional(string)
    database_dns_zone_id = optional(string)
    cache_subnet_id      = optional(string)
    cache_dns_zone_id    = optional(string)
  })
  default  = {}
  nullable = false

  validation {
    condition     = length(setintersection(var.uses, ["bucket", "queue"])) == 0 || length(var.network.cluster_subnet_ids) > 0
    error_message = "Bucket and queue need network.cluster_subnet_ids, or nobody reaches them."
  }

  validation {
    condition     = !contains(var.uses, "database") || (var.network.database_subnet_id != null && var.network.database_dns_zone_id != null)
    error_message = "A database needs network.database_subnet_id and network.database_dns_zone_id. It has no public address."
  }

  validation {
    condition     = !contains(var.uses, "cache") || (var.network.cache_subnet_id != null && var.network.cache_dns_zone_id != null)
    error_message = "A cache needs network.cache_subnet_id and network.cache_dns_zone_id. It has no public address."
  }

  validation {
    condition = alltrue([
      for id in concat(tolist(var.network.cluster_subnet_ids), [var.network.database_subnet_id, var.network.cache_subnet_id]) :
      can(regex("^/subscriptions/[0-9a-f-]{36}/resourceGroups/[^/]+/providers/Microsoft.Network/virtualNetworks/[^/]+/subnets/[^/]+$", id))
      if id != null
    ])
    error_message = "Subnets are named by their resource ids, /subscriptions/.../virtualNetworks/NAME/subnets/NAME."
  }

  validation {
    condition = alltrue([
      for id in [var.network.database_dns_zone_id, var.network.cache_dns_zone_id] :
      can(regex("^/subscriptions/[0-9a-f-]{36}/resourceGroups/[^/]+/providers/Microsoft.Network/privateDnsZones/[^/]+$", id))
      if id != null
    ])
    error_message = "Zones are named by their resource ids, /subscriptions/.../privateDnsZones/NAME."
  }
}

variable "database" {
  description = "`name` of the database. With `clone_of` it is a branch: a copy, as of the environment's beginning, of a server that holds nothing but masked or synthetic data. Without, it is empty. The pods' identity is the administrator."
  type = object({
    name    = optional(string, "app")
    version = optional(string, "17")
    clone_of = optional(object({
      server_id = string
      data      = string
    }))
  })
  default  = {}
  nullable = false

  validation {
    condition = (
      can(regex("^[a-z][a-z0-9_]{0,62}$", var.database.name)) &&
      !contains(["postgres", "azure_maintenance", "azure_sys", "template0", "template1"], var.database.name)
    )
    error_message = "database.name must be like app_2: small letters, digits, underscores, no name of the server's own."
  }

  validation {
    condition     = can(regex("^1[5-9]$", var.database.version))
    error_message = "database.version must be 15 or newer."
  }

  validation {
    condition = var.database.clone_of == null || can(regex(
      "^/subscriptions/[0-9a-f-]{36}/resourceGroups/[^/]+/providers/Microsoft.DBforPostgreSQL/flexibleServers/[^/]+$",
      var.database.clone_of.server_id,
    ))
    error_message = "database.clone_of.server_id must be the resource id of a flexible server."
  }

  validation {
    condition     = var.database.clone_of == null || try(contains(["masked", "synthetic"], var.database.clone_of.data), false)
    error_message = "database.clone_of.data must be masked or synthetic. What people wrote does not get into a preview."
  }
}
