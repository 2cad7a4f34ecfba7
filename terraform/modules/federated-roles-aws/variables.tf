variable "plan" {
  description = "Output `plan` of the module environment-plan, of staging or production."
  type = object({
    name      = string
    service   = string
    ephemeral = bool
    tags      = map(string)
  })
  nullable = false

  validation {
    condition     = !var.plan.ephemeral
    error_message = "plan is of a preview: what previews may do outlives each of them and belongs to staging."
  }

  validation {
    condition     = alltrue([for name in ["owner", "environment"] : lookup(var.plan.tags, name, "") != ""])
    error_message = "plan.tags says owner and environment: by them a role finds what is its own."
  }
}

variable "account_id" {
  description = "Account in which the roles are, twelve digits."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "account_id has twelve digits."
  }
}

variable "region" {
  description = "Region of what the roles reach."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "region is like eu-central-1."
  }
}

variable "issuer" {
  description = "Who signs the tokens of the pipeline."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^https://[a-z0-9.-]+(/[A-Za-z0-9._/-]*[A-Za-z0-9])?$", var.issuer))
    error_message = "issuer is an https URL without a slash at its end."
  }
}

variable "audience" {
  description = "For whom the tokens are."
  type        = string
  default     = "sts.amazonaws.com"
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9:/._-]+$", var.audience))
    error_message = "audience is one text without a star, such as sts.amazonaws.com."
  }
}

variable "claims" {
  description = "By stage, which claims of a token have which values: output `claims` of federated-claims-*."
  type        = map(map(list(string)))
  nullable    = false

  validation {
    condition     = length(var.claims) > 0 && length(setsubtract(keys(var.claims), ["plan", "preview", "deploy"])) == 0
    error_message = "claims has one or more of plan, preview and deploy."
  }

  validation {
    condition     = alltrue([for said in values(var.claims) : length(lookup(said, "sub", [])) > 0])
    error_message = "Each stage says the subjects (sub) that take its role."
  }

  validation {
    condition     = alltrue(flatten([for said in values(var.claims) : [for values in values(said) : [for value in values : !strcontains(value, "*")]]]))
    error_message = "A claim is compared letter by letter: a star in it would match nothing."
  }
}

variable "identity_provider" {
  description = "ARN of the OIDC provider of the issuer, which an account has once. Without one it is made."
  type        = string
  default     = null

  validation {
    condition     = var.identity_provider == null || endswith(coalesce(var.identity_provider, "-"), ":oidc-provider/${trimprefix(var.issuer, "https://")}")
    error_message = "identity_provider is the ARN of the provider of this issuer: arn:aws:iam::ACCOUNT:oidc-provider/HOST."
  }
}

variable "state" {
  description = "Where Terraform keeps its state: a bucket, its key, and the prefixes of this root's and of the previews' states."
  type = object({
    bucket         = string
    encryption_key = string
    own            = string
    previews       = optional(string)
  })
  nullable = false

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.state.bucket))
    error_message = "state.bucket is the name of a bucket."
  }

  validation {
    condition     = can(regex("^arn:aws:kms:[a-z0-9-]+:[0-9]{12}:key/[0-9a-z-]+$", var.state.encryption_key))
    error_message = "state.encryption_key is the ARN of a key of KMS."
  }

  validation {
    condition = alltrue([
      for prefix in compact([var.state.own, var.state.previews]) : can(regex("^[A-Za-z0-9][A-Za-z0-9:._/-]*[A-Za-z0-9]$", prefix))
    ]) && !startswith(coalesce(var.state.previews, "-"), var.state.own) && !startswith(var.state.own, coalesce(var.state.previews, "-"))
    error_message = "state.own and state.previews are prefixes without a slash at an end, and neither is within the other."
  }

  validation {
    condition     = !contains(keys(var.claims), "preview") || var.state.previews != null
    error_message = "The stage preview needs state.previews."
  }
}

variable "previews" {
  description = "What previews share: the key that encrypts their data, and ARNs of what they are made from, such as a cluster to clone."
  type = object({
    encryption_key = string
    sources        = optional(set(string), [])
  })
  default = null

  validation {
    condition     = !contains(keys(var.claims), "preview") || var.previews != null
    error_message = "The stage preview needs previews.encryption_key."
  }

  validation {
    condition     = var.previews == null || can(regex("^arn:aws:kms:[a-z0-9-]+:[0-9]{12}:key/[0-9a-z-]+$", var.previews.encryption_key))
    error_message = "previews.encryption_key is the ARN of a key of KMS."
  }

  validation {
    condition = var.previews == null || alltrue([
      for source in try(var.previews.sources, []) : can(regex("^arn:aws:(rds|elasticache):[a-z0-9-]+:[0-9]{12}:[a-z-]+:[A-Za-z0-9._-]+$", source))
    ])
    error_message = "previews.sources are whole ARNs of RDS or ElastiCache, without a star."
  }
}
