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
  description = "Key of Cloud KMS that encrypts everything, in the region where everything is. The services' agents may use it."
  type        = string
  nullable    = false

  validation {
    condition = can(regex(
      "^projects/[a-z][a-z0-9-]{4,28}[a-z0-9]/locations/[a-z]+-[a-z]+[0-9]+/keyRings/[\\w-]{1,63}/cryptoKeys/[\\w-]{1,63}$",
      var.encryption_key,
    ))
    error_message = "encryption_key must be projects/PROJECT/locations/REGION/keyRings/RING/cryptoKeys/KEY, of one region."
  }
}

variable "cluster_identity" {
  description = "Workload identity pool of the cluster: who says which pod asks."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]\\.svc\\.id\\.goog$", var.cluster_identity))
    error_message = "cluster_identity must be PROJECT.svc.id.goog."
  }
}

variable "project" {
  description = "Id of the project in which previews are."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.project))
    error_message = "project must be the id of a project, neither its number nor its name."
  }
}

variable "network" {
  description = "Network of the cluster, with private service access for databases and a connection policy for gcp-memorystore."
  type        = string
  default     = null

  validation {
    condition = (
      length(setintersection(var.uses, ["database", "cache"])) == 0 ||
      can(regex("^projects/[a-z][a-z0-9-]{4,28}[a-z0-9]/global/networks/[a-z][a-z0-9-]{0,62}$", var.network))
    )
    error_message = "Database and cache need network, like projects/PROJECT/global/networks/NAME. They have no public address."
  }
}

variable "database" {
  description = "A branch: a clone of the Cloud SQL instance `clone_of`, which holds nothing but masked or synthetic `data`, is encrypted by the same key, and granted what the service needs to `cloudsqliamserviceaccount`. `flags` are those of the source."
  type = object({
    name     = optional(string, "app")
    version  = optional(string, "POSTGRES_17")
    clone_of = string
    data     = string
    flags    = optional(map(string), {})
  })
  default = null

  validation {
    condition     = !contains(var.uses, "database") || var.database != null
    error_message = "uses names a database, and database does not say of which instance it is a clone."
  }

  validation {
    condition = var.database == null || try(
      can(regex("^[a-z][a-z0-9_]{0,62}$", var.database.name)) && !contains(["postgres", "cloudsqladmin", "template0", "template1"], var.database.name),
      false,
    )
    error_message = "database.name must be like app_2: small letters, digits, underscores, no name of the server's own."
  }

  validation {
    condition     = var.database == null || can(regex("^POSTGRES_1[5-9]$", var.database.version))
    error_message = "database.version must be the source's, POSTGRES_15 or newer."
  }

  validation {
    condition     = var.database == null || can(regex("^[a-z][a-z0-9-]{0,96}[a-z0-9]$", var.database.clone_of))
    error_message = "database.clone_of must be the name of an instance."
  }

  validation {
    condition     = var.database == null || try(contains(["masked", "synthetic"], var.database.data), false)
    error_message = "database.data must be masked or synthetic. What people wrote does not get into a preview."
  }
}
