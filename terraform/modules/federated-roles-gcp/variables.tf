variable "plan" {
  description = "Output `plan` of the module environment-plan, of staging or production."
  type = object({
    name      = string
    service   = string
    ephemeral = bool
  })
  nullable = false

  validation {
    condition     = !var.plan.ephemeral
    error_message = "plan is of a preview: what previews may do outlives each of them and belongs to staging."
  }
}

variable "project" {
  description = "Project of the environment, in which the identities are, too."
  type = object({
    id     = string
    number = string
  })
  nullable = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.project.id)) && can(regex("^[1-9][0-9]*$", var.project.number))
    error_message = "project.id and project.number are those of one project: gcloud projects describe PROJECT."
  }
}

variable "previews_project" {
  description = "Project in which previews are made. Who makes service accounts in a project can become each of them, so it is another one."
  type        = string
  default     = null

  validation {
    condition     = var.previews_project == null || can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.previews_project))
    error_message = "previews_project is the id of a project."
  }

  validation {
    condition     = !contains(keys(var.conditions), "preview") || (var.previews_project != null && var.previews_project != var.project.id)
    error_message = "The stage preview needs previews_project, another one than project.id."
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
  default     = "goldenpath-cloud"
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9:/._-]+$", var.audience))
    error_message = "audience is one text without a star, such as goldenpath-cloud."
  }
}

variable "conditions" {
  description = "By stage, a condition in CEL over `assertion`: output `conditions` of federated-claims-*."
  type        = map(string)
  nullable    = false

  validation {
    condition     = length(var.conditions) > 0 && length(setsubtract(keys(var.conditions), ["plan", "preview", "deploy"])) == 0
    error_message = "conditions has one or more of plan, preview and deploy."
  }

  validation {
    condition     = alltrue([for condition in values(var.conditions) : strcontains(condition, "assertion.") && length(condition) <= 4096])
    error_message = "Each condition asks something of assertion, in at most 4096 characters."
  }
}

variable "run" {
  description = "CEL for what the audit log calls a token: output `run` of federated-claims-*."
  type        = string
  nullable    = false

  validation {
    condition     = strcontains(var.run, "assertion.")
    error_message = "run is CEL over assertion, such as 'run:' + assertion.run_id."
  }
}

variable "state" {
  description = "Where Terraform keeps its state: a bucket, and the prefixes of this root's and of the previews' states."
  type = object({
    bucket   = string
    own      = string
    previews = optional(string)
  })
  nullable = false

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]$", var.state.bucket))
    error_message = "state.bucket is the name of a bucket."
  }

  validation {
    condition = alltrue([
      for prefix in compact([var.state.own, var.state.previews]) : can(regex("^[A-Za-z0-9][A-Za-z0-9._/-]*[A-Za-z0-9]$", prefix))
    ]) && !startswith(coalesce(var.state.previews, "-"), var.state.own) && !startswith(var.state.own, coalesce(var.state.previews, "-"))
    error_message = "state.own and state.previews are prefixes without a slash at an end, and neither is within the other."
  }

  validation {
    condition     = !contains(keys(var.conditions), "preview") || var.state.previews != null
    error_message = "The stage preview needs state.previews."
  }
}
