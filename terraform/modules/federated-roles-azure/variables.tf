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
}

variable "tenant_id" {
  description = "Tenant of the identities."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", var.tenant_id))
    error_message = "tenant_id is a UUID in small letters."
  }
}

variable "resource_group" {
  description = "Resource group of the environment, in which the identities are, too."
  type = object({
    id       = string
    location = string
  })
  nullable = false

  validation {
    condition     = can(regex("^/subscriptions/[0-9a-f-]{36}/resourceGroups/[\\w.()-]+$", var.resource_group.id))
    error_message = "resource_group.id is written /subscriptions/UUID/resourceGroups/NAME."
  }
}

variable "previews_subscription" {
  description = "Subscription in which previews are made. Who makes identities in a subscription can become each of them, so it is another one."
  type        = string
  default     = null

  validation {
    condition     = var.previews_subscription == null || can(regex("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", var.previews_subscription))
    error_message = "previews_subscription is a UUID in small letters."
  }

  validation {
    condition     = !contains(keys(var.subjects), "preview") || (var.previews_subscription != null && var.previews_subscription != split("/", var.resource_group.id)[2])
    error_message = "The stage preview needs previews_subscription, another one than that of resource_group."
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

variable "subjects" {
  description = "By stage, the whole subjects that become its identity: output `subjects` of federated-claims-*."
  type        = map(list(string))
  nullable    = false

  validation {
    condition     = length(var.subjects) > 0 && length(setsubtract(keys(var.subjects), ["plan", "preview", "deploy"])) == 0
    error_message = "subjects has one or more of plan, preview and deploy."
  }

  validation {
    condition     = alltrue([for subjects in values(var.subjects) : length(subjects) > 0 && length(subjects) <= 20])
    error_message = "Each stage has 1 to 20 subjects: an identity of Azure trusts no more."
  }

  validation {
    condition     = alltrue(flatten([for subjects in values(var.subjects) : [for subject in subjects : !strcontains(subject, "*")]]))
    error_message = "A subject is compared letter by letter: a star in it would match nothing."
  }
}

variable "state" {
  description = "Where Terraform keeps its state: the id of a container, and the prefixes of this root's and of the previews' states."
  type = object({
    container = string
    own       = string
    previews  = optional(string)
  })
  nullable = false

  validation {
    condition     = can(regex("^/subscriptions/[0-9a-f-]{36}/resourceGroups/[\\w.()-]+/providers/Microsoft.Storage/storageAccounts/[a-z0-9]{3,24}/blobServices/default/containers/[a-z0-9-]{3,63}$", var.state.container))
    error_message = "state.container is the id of a container: /subscriptions/UUID/resourceGroups/NAME/providers/Microsoft.Storage/storageAccounts/NAME/blobServices/default/containers/NAME."
  }

  validation {
    condition = alltrue([
      for prefix in compact([var.state.own, var.state.previews]) : can(regex("^[A-Za-z0-9][A-Za-z0-9._/-]*[A-Za-z0-9]$", prefix))
    ]) && !startswith(coalesce(var.state.previews, "-"), var.state.own) && !startswith(var.state.own, coalesce(var.state.previews, "-"))
    error_message = "state.own and state.previews are prefixes without a slash at an end, and neither is within the other."
  }

  validation {
    condition     = !contains(keys(var.subjects), "preview") || var.state.previews != null
    error_message = "The stage preview needs state.previews."
  }
}
