variable "plan" {
  description = "Output `plan` of the module environment-plan."
  type = object({
    service     = string
    namespace   = string
    author      = string
    reviewers   = set(string)
    ephemeral   = bool
    labels      = map(string)
    annotations = map(string)
    quota = object({
      cpu_requests    = string
      cpu_limits      = string
      memory_requests = string
      memory_limits   = string
      pods            = number
      storage         = string
      claims          = number
    })
  })
  nullable = false

  validation {
    condition     = var.plan.ephemeral
    error_message = "plan.ephemeral is false. This namespace is deleted with all that is in it: a stage that stays has its own in deploy/."
  }

  validation {
    condition     = alltrue([for label in ["owner", "ttl", "preview"] : contains(keys(var.plan.labels), label)])
    error_message = "plan.labels says owner, ttl and preview: by them the reaper finds what has to end."
  }
}

variable "pod_security_version" {
  description = "Version of the pod security standard `restricted`, `v1.33` or `latest`, that of the cluster."
  type        = string
  default     = "latest"
  nullable    = false

  validation {
    condition     = can(regex("^(latest|v1\\.[0-9]{2})$", var.pod_security_version))
    error_message = "pod_security_version is latest or a minor version such as v1.33."
  }
}

variable "egress" {
  description = "What pods may reach besides DNS: ranges of addresses, or the pods of a namespace, each at TCP ports."
  type = list(object({
    cidr      = optional(string)
    namespace = optional(string)
    ports     = set(number)
  }))
  default  = []
  nullable = false

  validation {
    condition     = alltrue([for rule in var.egress : (rule.cidr == null) != (rule.namespace == null)])
    error_message = "Each of egress has either cidr or namespace."
  }

  validation {
    condition = alltrue([
      for rule in var.egress : rule.cidr == null ? true :
      can(cidrhost(rule.cidr, 0)) && try(tonumber(split("/", rule.cidr)[1]), 0) >= (strcontains(rule.cidr, ":") ? 32 : 8)
    ])
    error_message = "egress.cidr is a range of at least /8, of IPv6 /32, such as 10.2.0.0/24: the whole internet is no allow-list."
  }

  validation {
    condition = alltrue([
      for rule in var.egress : rule.cidr == null ? true : try(
        strcontains(rule.cidr, ":") ? !can(regex("^(fe[89ab]|fd00:0?ec2:)", lower(rule.cidr))) : cidrhost(
          format("%s/%d", split("/", rule.cidr)[0], min(16, tonumber(split("/", rule.cidr)[1]))), 0
        ) != cidrhost(format("169.254.0.0/%d", min(16, tonumber(split("/", rule.cidr)[1]))), 0),
        true, # no range at all: the validation above says so
      )
    ])
    error_message = "egress.cidr has no link-local address in it: there a node gives out its own identity."
  }

  validation {
    condition     = alltrue([for rule in var.egress : rule.namespace == null ? true : can(regex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", rule.namespace))])
    error_message = "egress.namespace is the name of a namespace."
  }

  validation {
    condition     = alltrue([for rule in var.egress : length(rule.ports) > 0 && alltrue([for port in rule.ports : port >= 1 && port <= 65535])])
    error_message = "Each of egress has ports from 1 to 65535."
  }
}

variable "ingress" {
  description = "Namespaces whose pods may reach those of the environment, such as the gateway's, and at which TCP ports."
  type        = map(set(number))
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for namespace in keys(var.ingress) : can(regex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", namespace))])
    error_message = "The keys of ingress are names of namespaces."
  }

  validation {
    condition     = alltrue([for ports in values(var.ingress) : length(ports) > 0 && alltrue([for port in ports : port >= 1 && port <= 65535])])
    error_message = "Each of ingress has ports from 1 to 65535."
  }
}

variable "workload_identity" {
  description = "Who the service is in a cloud, without a key: the ARN of a role (aws), the address of a service account (gcp) or the client id of a managed identity (azure)."
  type = object({
    cloud = string
    id    = string
  })
  default = null

  validation {
    condition     = var.workload_identity == null ? true : contains(["aws", "gcp", "azure"], var.workload_identity.cloud)
    error_message = "workload_identity.cloud is aws, gcp or azure."
  }

  validation {
    condition = var.workload_identity == null ? true : can(regex(lookup({
      aws   = "^arn:aws[a-z-]*:iam::[0-9]{12}:role/[A-Za-z0-9+=,.@_/-]+$"
      gcp   = "^[a-z][a-z0-9-]{4,28}[a-z0-9]@[a-z0-9.:-]+\\.iam\\.gserviceaccount\\.com$"
      azure = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
    }, var.workload_identity.cloud, "."), var.workload_identity.id))
    error_message = "workload_identity.id has the form of its cloud: arn:aws:iam::ACCOUNT:role/NAME, NAME@PROJECT.iam.gserviceaccount.com or a UUID."
  }
}

variable "secret" {
  description = "Values that the External Secrets Operator brings in: the ClusterSecretStore, which of its entries, or which property of one, become which keys of the secret SERVICE-environment, and how often they are read again."
  type = object({
    store   = string
    keys    = map(object({ key = string, property = optional(string) }))
    refresh = optional(string, "1h")
  })
  default = null

  validation {
    condition     = var.secret == null ? true : can(regex("^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$", var.secret.store))
    error_message = "secret.store is the name of a ClusterSecretStore."
  }

  validation {
    condition     = var.secret == null ? true : length(var.secret.keys) > 0 && alltrue([for key in keys(var.secret.keys) : can(regex("^[A-Za-z0-9._-]{1,253}$", key))]) && alltrue([for entry in values(var.secret.keys) : entry.key != ""])
    error_message = "secret.keys leads from at least one key of the secret, of letters, digits and . _ -, to an entry of the store."
  }

  validation {
    condition     = var.secret == null ? true : can(regex("^[1-9][0-9]{0,3}[mh]$", var.secret.refresh))
    error_message = "secret.refresh is in minutes or hours, such as 1h."
  }
}

variable "user_prefix" {
  description = "What the API server puts before a user of the forge, as `--oidc-username-prefix` or the claim mapping of its authentication says."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = can(regex("^([A-Za-z0-9][A-Za-z0-9._-]*[:#/])?$", var.user_prefix)) && !startswith(var.user_prefix, "system:")
    error_message = "user_prefix ends in a colon, a hash or a slash, such as `forge:`, and is not `system:`."
  }
}
