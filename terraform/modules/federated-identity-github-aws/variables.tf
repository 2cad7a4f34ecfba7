# Checked where it is used: see federated-claims-github and federated-roles-aws.

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

variable "account_id" {
  description = "Account in which the roles are, twelve digits."
  type        = string
  nullable    = false
}

variable "region" {
  description = "Region of what the roles reach."
  type        = string
  nullable    = false
}

variable "audience" {
  description = "For whom the tokens are."
  type        = string
  default     = "sts.amazonaws.com"
  nullable    = false
}

variable "identity_provider" {
  description = "ARN of the OIDC provider of the issuer, which an account has once. Without one it is made."
  type        = string
  default     = null
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
}

variable "previews" {
  description = "What previews share: the key that encrypts their data, and ARNs of what they are made from, such as a cluster to clone."
  type = object({
    encryption_key = string
    sources        = optional(set(string), [])
  })
  default = null
}
