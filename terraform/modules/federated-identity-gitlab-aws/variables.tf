# Checked where it is used: see federated-claims-gitlab and federated-roles-aws.

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
  description = "The project that is trusted: its path, and the numbers of itself and of its group, which nobody can take over."
  type = object({
    path         = string
    id           = string
    namespace_id = string
  })
  nullable = false
}

variable "configuration" {
  description = "The file of the project that includes the released train of the library."
  type        = string
  default     = ".gitlab-ci.yml"
  nullable    = false
}

variable "default_branch" {
  description = "The protected branch from which staging and production are deployed."
  type        = string
  default     = "main"
  nullable    = false
}

variable "stages" {
  description = "Which environments take which role, and their deployment tiers: plan reads, preview makes and ends previews, deploy changes what stays."
  type = map(object({
    environments = set(string)
    tiers        = set(string)
  }))
  nullable = false
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
