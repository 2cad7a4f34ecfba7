# Checked where it is used: see federated-claims-github and federated-roles-azure.

variable "plan" {
  description = "Output `plan` of the module environment-plan, of staging or production."
  type = object({
    name      = string
    service   = string
    ephemeral = bool
    tags      = map(string)
  })
  nullable = false
}

variable "repository" {
  description = "The repository that is trusted: its owner and name as the forge writes them, and both numbers, which nobody can take over."
  type = object({
    owner    = string
    owner_id = string
    name     = string
    id       = string
  })
  nullable = false
}

variable "workflows" {
  description = "Workflows whose jobs are trusted, as the claim job_workflow_ref says them: the train of the library at a commit or a version tag, or, where the pipeline is vendored, the repository's own at its default branch. During an upgrade the old and the new one."
  type        = set(string)
  nullable    = false
}

variable "default_branch" {
  description = "The protected branch from which staging and production are deployed, and whose vendored pipeline may be trusted."
  type        = string
  default     = "main"
  nullable    = false
}

variable "stages" {
  description = "Which environments of the forge take which role: plan reads, preview makes and ends previews, deploy changes what stays."
  type        = map(set(string))
  nullable    = false
}

variable "issuer" {
  description = "Who signs the tokens: of GitHub itself, of a tenant with data residency, or https://HOST/_services/token of a GitHub Enterprise Server."
  type        = string
  default     = "https://token.actions.githubusercontent.com"
  nullable    = false
}

variable "tenant_id" {
  description = "Tenant of the identities."
  type        = string
  nullable    = false
}

variable "resource_group" {
  description = "Resource group of the environment, in which the identities are, too."
  type = object({
    id       = string
    location = string
  })
  nullable = false
}

variable "previews_subscription" {
  description = "Subscription in which previews are made. Who makes identities in a subscription can become each of them, so it is another one."
  type        = string
  default     = null
}

variable "state" {
  description = "Where Terraform keeps its state: the id of a container, and the prefixes of this root's and of the previews' states."
  type = object({
    container = string
    own       = string
    previews  = optional(string)
  })
  nullable = false
}
