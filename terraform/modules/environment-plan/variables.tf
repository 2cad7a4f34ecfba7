variable "environment" {
  description = "What is asked for. `ttl_hours` is for previews, which need it; so are `change`, the number of the change request, `author` and `reviewers`, users of the forge. `created_at` is handed in, in UTC: a second plan changes nothing."
  type = object({
    kind       = string
    service    = string
    name       = string
    team       = string
    repository = string
    created_at = string
    ttl_hours  = optional(number)
    change     = optional(number)
    author     = optional(string, "")
    reviewers  = optional(set(string), [])
    size       = optional(string, "small")
    budget_usd = number
  })
  nullable = false

  validation {
    condition     = contains(["preview", "staging", "production"], var.environment.kind)
    error_message = "environment.kind is preview, staging or production."
  }

  validation {
    condition     = can(regex("^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$", var.environment.service))
    error_message = "environment.service is a DNS label of at most 40 characters, such as answers."
  }

  validation {
    condition     = can(regex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", var.environment.name))
    error_message = "environment.name is a DNS label: at most 63 small letters, digits and hyphens."
  }

  validation {
    condition = (
      var.environment.kind != "preview" ? startswith("${var.environment.name}-", "${var.environment.service}-${var.environment.kind}-") :
      var.environment.change != null ? var.environment.name == "${var.environment.service}-pr-${var.environment.change}" :
      startswith(var.environment.name, "${var.environment.service}-") && can(regex("-[0-9a-f]{6}$", var.environment.name))
    )
    error_message = "environment.name is SERVICE-staging..., SERVICE-production..., SERVICE-pr-CHANGE, or SERVICE-BRANCH-HASH for a preview without a change: two environments never share a name."
  }

  validation {
    condition     = can(regex("[A-Za-z0-9]", var.environment.team))
    error_message = "environment.team says whose it is, by at least one letter or digit."
  }

  validation {
    condition     = can(regex("^[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)+$", var.environment.repository))
    error_message = "environment.repository is its path at the forge, such as acme/answers."
  }

  validation {
    condition     = can(regex("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$", var.environment.created_at)) && can(timeadd(var.environment.created_at, "0s"))
    error_message = "environment.created_at is a time in UTC, to the second, such as 2026-11-22T08:00:00Z."
  }

  validation {
    condition     = (var.environment.kind == "preview") == (var.environment.ttl_hours != null)
    error_message = "environment.ttl_hours says when a preview ends: every preview has it, and nothing that stays does."
  }

  validation {
    condition     = var.environment.ttl_hours == null ? true : var.environment.ttl_hours >= 1 && var.environment.ttl_hours <= 720 && floor(var.environment.ttl_hours) == var.environment.ttl_hours
    error_message = "environment.ttl_hours is a whole number from 1 to 720, a month."
  }

  validation {
    condition     = var.environment.kind == "preview" || (var.environment.change == null && var.environment.author == "" && length(var.environment.reviewers) == 0)
    error_message = "environment.change, author and reviewers are of previews only: what stays belongs to a team."
  }

  validation {
    condition     = var.environment.change == null ? true : var.environment.change >= 1 && floor(var.environment.change) == var.environment.change
    error_message = "environment.change is the number of a change request, or null."
  }

  validation {
    condition     = alltrue([for user in setunion(var.environment.reviewers, [var.environment.author]) : can(regex("^([A-Za-z0-9_][A-Za-z0-9_.-]{0,254}(\\[bot\\])?)?$", user))])
    error_message = "environment.author and reviewers are names of users as the forge writes them."
  }

  validation {
    condition     = contains(["small", "medium", "large"], var.environment.size)
    error_message = "environment.size is small, medium or large."
  }

  validation {
    condition     = var.environment.budget_usd > 0
    error_message = "environment.budget_usd is more than 0: of a preview for its whole life, else for a month."
  }
}
