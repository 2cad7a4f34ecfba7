variable "repository" {
  description = "The repository that is trusted: its owner and name as the forge writes them, and both numbers, which nobody can take over."
  type = object({
    owner    = string
    owner_id = string
    name     = string
    id       = string
  })
  nullable = false

  validation {
    condition     = can(regex("^[A-Za-z0-9](-?[A-Za-z0-9])*$", var.repository.owner)) && can(regex("^[A-Za-z0-9._-]+$", var.repository.name))
    error_message = "repository.owner and repository.name are a user or organisation and a repository, such as acme and answers."
  }

  validation {
    condition     = can(regex("^[1-9][0-9]*$", var.repository.owner_id)) && can(regex("^[1-9][0-9]*$", var.repository.id))
    error_message = "repository.owner_id and repository.id are numbers: gh api repos/OWNER/NAME --jq '.owner.id, .id'."
  }
}

variable "workflows" {
  description = "Workflows whose jobs are trusted, as the claim job_workflow_ref says them: the train of the library at a commit or a version tag, or, where the pipeline is vendored, the repository's own at its default branch. During an upgrade the old and the new one."
  type        = set(string)
  nullable    = false

  validation {
    condition     = length(var.workflows) > 0
    error_message = "workflows is empty: without one nothing could take a role."
  }

  validation {
    condition = alltrue([
      for workflow in var.workflows :
      can(regex("^[A-Za-z0-9-]+/[A-Za-z0-9._-]+/\\.github/workflows/[A-Za-z0-9._-]+\\.ya?ml@([0-9a-f]{40}|refs/tags/v[0-9]+\\.[0-9]+\\.[0-9]+)$", workflow))
      || workflow == "${var.repository.owner}/${var.repository.name}/.github/workflows/goldenpath.yml@refs/heads/${var.default_branch}"
    ])
    error_message = "Each of workflows ends in a commit of 40 digits or in refs/tags/vX.Y.Z; only the repository's own goldenpath.yml may end in its default branch."
  }
}

variable "default_branch" {
  description = "The protected branch from which staging and production are deployed, and whose vendored pipeline may be trusted."
  type        = string
  default     = "main"
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9._/-]+$", var.default_branch))
    error_message = "default_branch is the name of a branch, such as main."
  }
}

variable "stages" {
  description = "Which environments of the forge take which role: plan reads, preview makes and ends previews, deploy changes what stays."
  type        = map(set(string))
  nullable    = false

  validation {
    condition     = length(var.stages) > 0 && length(setsubtract(keys(var.stages), ["plan", "preview", "deploy"])) == 0
    error_message = "stages has one or more of plan, preview and deploy."
  }

  validation {
    condition = alltrue([
      for environments in values(var.stages) :
      length(environments) > 0 && alltrue([for name in environments : can(regex("^[A-Za-z0-9._/-]+$", name))])
    ])
    error_message = "Each stage has environments, of letters, digits and . _ / - only: a colon or a star would mean something else in a subject."
  }

  validation {
    condition     = length(flatten([for names in values(var.stages) : tolist(names)])) == length(toset(flatten([for names in values(var.stages) : tolist(names)])))
    error_message = "An environment belongs to one stage: a job could else choose the stronger of two roles."
  }
}

variable "issuer" {
  description = "Who signs the tokens: of GitHub itself, of a tenant with data residency, or https://HOST/_services/token of a GitHub Enterprise Server."
  type        = string
  default     = "https://token.actions.githubusercontent.com"
  nullable    = false

  validation {
    condition     = can(regex("^https://[a-z0-9.-]+(/[A-Za-z0-9._/-]*[A-Za-z0-9])?$", var.issuer))
    error_message = "issuer is an https URL without a slash at its end."
  }
}
