variable "repository" {
  description = "The project that is trusted: its path, and the numbers of itself and of its group, which nobody can take over."
  type = object({
    path         = string
    id           = string
    namespace_id = string
  })
  nullable = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)+$", var.repository.path))
    error_message = "repository.path is a group and a project, such as acme/answers."
  }

  validation {
    condition     = can(regex("^[1-9][0-9]*$", var.repository.id)) && can(regex("^[1-9][0-9]*$", var.repository.namespace_id))
    error_message = "repository.id and repository.namespace_id are numbers: glab api projects/GROUP%2FNAME."
  }
}

variable "configuration" {
  description = "The file of the project that includes the released train of the library."
  type        = string
  default     = ".gitlab-ci.yml"
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9._/-]+\\.ya?ml$", var.configuration))
    error_message = "configuration is a YAML file of the project itself: of one elsewhere GitLab does not say which."
  }
}

variable "default_branch" {
  description = "The protected branch from which staging and production are deployed."
  type        = string
  default     = "main"
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9._/-]+$", var.default_branch))
    error_message = "default_branch is the name of a branch, such as main."
  }
}

variable "stages" {
  description = "Which environments take which role, and their deployment tiers: plan reads, preview makes and ends previews, deploy changes what stays."
  type = map(object({
    environments = set(string)
    tiers        = set(string)
  }))
  nullable = false

  validation {
    condition     = length(var.stages) > 0 && length(setsubtract(keys(var.stages), ["plan", "preview", "deploy"])) == 0
    error_message = "stages has one or more of plan, preview and deploy."
  }

  validation {
    condition = alltrue([
      for stage in values(var.stages) :
      length(stage.environments) > 0 && alltrue([for name in stage.environments : can(regex("^[A-Za-z0-9._/-]+$", name))])
    ])
    error_message = "Each stage has environments, of letters, digits and . _ / - only."
  }

  validation {
    condition     = alltrue([for name, stage in var.stages : name == "deploy" || length(stage.environments) == 1])
    error_message = "plan and preview have one environment each; those of changes are below it, such as preview/7."
  }

  validation {
    condition = alltrue([
      for stage in values(var.stages) :
      length(stage.tiers) > 0 && length(setsubtract(stage.tiers, ["production", "staging", "testing", "development", "other"])) == 0
    ])
    error_message = "tiers are of production, staging, testing, development and other."
  }

  validation {
    condition = alltrue([
      for name, stage in var.stages : name == "deploy" ? !contains(stage.tiers, "development") : stage.tiers == toset(["development"])
    ])
    error_message = "plan and preview are of the tier development, deploy never is: in the subject the tier is all that tells them apart."
  }

  validation {
    condition     = length(flatten([for stage in values(var.stages) : tolist(stage.environments)])) == length(toset(flatten([for stage in values(var.stages) : tolist(stage.environments)])))
    error_message = "An environment belongs to one stage: a job could else choose the stronger of two roles."
  }
}

variable "environments_protected" {
  description = "Whether the environments of the stage deploy are protected ones. GitLab Free has none: there only the branch is."
  type        = bool
  default     = true
  nullable    = false
}

variable "issuer" {
  description = "The GitLab instance that signs the tokens."
  type        = string
  default     = "https://gitlab.com"
  nullable    = false

  validation {
    condition     = can(regex("^https://[a-z0-9.-]+(/[A-Za-z0-9._/-]*[A-Za-z0-9])?$", var.issuer))
    error_message = "issuer is an https URL without a slash at its end."
  }
}
