variable "plan" {
  description = "The output `plan` of environment-plan."
  type = object({
    service   = string
    name      = string
    namespace = string
    ttl_hours = number
    size      = string
    ephemeral = bool
    tags      = map(string)
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
  description = "ARN of the KMS key that encrypts everything; its policy has to admit this account and the services."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/(mrk-)?[0-9a-f-]{32,36}$", var.encryption_key))
    error_message = "encryption_key must be the ARN of a key, not of an alias: arn:aws:kms:REGION:ACCOUNT:key/ID."
  }
}

variable "cluster_identity" {
  description = "ARN of the IAM OIDC provider of the cluster: who says which pod asks."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:oidc-provider/[a-z0-9.-]+(/[A-Za-z0-9/_-]+)?$", var.cluster_identity))
    error_message = "cluster_identity must be arn:aws:iam::ACCOUNT:oidc-provider/ISSUER, with no https://."
  }

  validation {
    condition     = !can(regex("token\\.actions\\.githubusercontent\\.com|gitlab", var.cluster_identity))
    error_message = "cluster_identity is the issuer of a forge. A pipeline is no pod: see federated-identity-*."
  }
}

variable "permissions_boundary" {
  description = "ARN of the policy that no role of a preview can exceed. The pipeline's role may ask for it."
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary == null || can(regex("^arn:aws[a-z-]*:iam::([0-9]{12}|aws):policy/[\\w+=,.@/-]+$", var.permissions_boundary))
    error_message = "permissions_boundary must be the ARN of a policy."
  }
}

variable "network" {
  description = "Where database and cache are: private subnets, and groups that admit the cluster only."
  type = object({
    db_subnet_group    = optional(string)
    subnet_ids         = optional(set(string), [])
    security_group_ids = optional(set(string), [])
  })
  default  = {}
  nullable = false

  validation {
    condition     = !contains(var.uses, "database") || can(regex("^[a-z0-9 ._-]{1,255}$", var.network.db_subnet_group))
    error_message = "A database needs network.db_subnet_group, the name of a subnet group."
  }

  validation {
    condition     = !contains(var.uses, "cache") || length(var.network.subnet_ids) >= 2
    error_message = "A cache needs network.subnet_ids in at least two zones."
  }

  validation {
    condition     = length(setintersection(var.uses, ["database", "cache"])) == 0 || length(var.network.security_group_ids) > 0
    error_message = "Without network.security_group_ids, database and cache would be in the default group of the network."
  }

  validation {
    condition = alltrue(concat(
      [for id in var.network.subnet_ids : can(regex("^subnet-[0-9a-f]{8,17}$", id))],
      [for id in var.network.security_group_ids : can(regex("^sg-[0-9a-f]{8,17}$", id))],
    ))
    error_message = "network.subnet_ids are like subnet-0a1b2c3d, network.security_group_ids like sg-0a1b2c3d."
  }
}

variable "database" {
  description = "`name` of the database. With `clone_of` it is a branch: a copy-on-write clone of an Aurora cluster that holds nothing but masked or synthetic data, where the role `app` exists and was granted `rds_iam`. Without, it is empty, for a seed to fill."
  type = object({
    name           = optional(string, "app")
    engine_version = optional(string, "17")
    clone_of = optional(object({
      cluster = string
      data    = string
    }))
  })
  default  = {}
  nullable = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9_]{0,62}$", var.database.name)) && !contains(["postgres", "rdsadmin", "template0", "template1"], var.database.name)
    error_message = "database.name must be like app_2: small letters, digits, underscores, no name of the server's own."
  }

  validation {
    condition     = can(regex("^[0-9]{2}(\\.[0-9]{1,2})?$", var.database.engine_version)) && try(tonumber(var.database.engine_version) >= 17, false)
    error_message = "database.engine_version must be 17 or newer: below, the server also answers without TLS."
  }

  validation {
    condition     = var.database.clone_of == null || can(regex("^[a-z](-?[a-z0-9])*$", var.database.clone_of.cluster))
    error_message = "database.clone_of.cluster must be the identifier of a cluster."
  }

  validation {
    condition     = var.database.clone_of == null || try(contains(["masked", "synthetic"], var.database.clone_of.data), false)
    error_message = "database.clone_of.data must be masked or synthetic. What people wrote does not get into a preview."
  }
}
