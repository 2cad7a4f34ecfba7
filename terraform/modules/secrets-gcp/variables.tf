variable "plan" {
  description = "Output `plan` of the module environment-plan."
  type = object({
    name       = string
    ephemeral  = bool
    created_at = string
    expires_at = optional(string)
    tags       = map(string)
  })
  nullable = false

  validation {
    condition     = !var.plan.ephemeral || var.plan.expires_at != null
    error_message = "plan.expires_at says when a preview ends: Google deletes its secrets then."
  }
}

variable "project" {
  description = "Project in which the secrets are: its id, and its number, of which the names of Google's service agents are made."
  type = object({
    id     = string
    number = string
  })
  nullable = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.project.id)) && can(regex("^[0-9]{6,20}$", var.project.number))
    error_message = "project has an id such as my-project, and a number of digits only."
  }
}

variable "key_ring" {
  description = "Key ring for the key: a key ring can never be deleted, so it is not this module's. The secrets are in its location."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^projects/[a-z0-9-]+/locations/[a-z]+-[a-z]+[0-9]+/keyRings/[\\w-]{1,63}$", var.key_ring))
    error_message = "key_ring is written projects/P/locations/L/keyRings/K, and L is a region such as europe-west3."
  }
}

variable "secrets" {
  description = "Containers by name: what is inside, how often it has to change, and the identities that read it. `value` is only there to be refused."
  type = map(object({
    description   = string
    rotation_days = optional(number, 30)
    readers       = set(string)
    value         = optional(string)
  }))
  nullable = false

  validation {
    condition     = alltrue([for name in keys(var.secrets) : can(regex("^[a-z][a-z0-9-]{1,62}$", name))])
    error_message = "Names of secrets have 2 to 63 characters of a-z, 0-9 and -, and start with a letter."
  }

  validation {
    condition     = alltrue([for secret in var.secrets : secret.value == null])
    error_message = "A value does not belong here, it would be in Git and in the state: a writer puts it into the container."
  }

  # Sixteen characters without a space, a digit among them, are no English.
  validation {
    condition = alltrue(flatten([
      for secret in var.secrets : [
        for run in regexall("[A-Za-z0-9+/_=-]{16,}", secret.description) : !can(regex("[0-9]", run))
      ]
    ]))
    error_message = "A description looks like a value: say what the secret is for, in words."
  }

  validation {
    condition = alltrue([
      for secret in var.secrets : secret.rotation_days >= 1 && secret.rotation_days <= 90 && floor(secret.rotation_days) == secret.rotation_days
    ])
    error_message = "rotation_days is a whole number from 1 to 90."
  }

  validation {
    condition = alltrue([
      for secret in var.secrets : length(secret.readers) > 0 && alltrue([
        for reader in secret.readers : can(regex("^(serviceAccount:[\\w.-]+@[\\w.-]+\\.gserviceaccount\\.com|principal://iam\\.googleapis\\.com/[\\w./-]+/subject/[^*]+)$", reader))
      ])
    ])
    error_message = "Each secret has readers, and each reader is one service account or one principal:// of a workload: no person, no group, no set."
  }
}

variable "writers" {
  description = "Groups, service accounts and principal:// of workloads that put values into the containers. They cannot read them."
  type        = set(string)
  nullable    = false

  validation {
    condition = length(var.writers) > 0 && alltrue([
      for writer in var.writers : can(regex("^(group:[^@*]+@[\\w.-]+|serviceAccount:[\\w.-]+@[\\w.-]+\\.gserviceaccount\\.com|principal://iam\\.googleapis\\.com/[\\w./-]+/subject/[^*]+)$", writer))
    ])
    error_message = "There are writers, and each is a group:, a serviceAccount: or one principal:// of a workload."
  }

  validation {
    condition     = length(setintersection(var.writers, flatten([for secret in var.secrets : tolist(secret.readers)]))) == 0
    error_message = "Who writes a secret does not read one: give the two to different identities."
  }
}

variable "recipients" {
  description = "Addresses that are reminded when a secret has to change."
  type        = set(string)
  nullable    = false

  validation {
    condition = length(var.recipients) > 0 && alltrue([
      for address in var.recipients : can(regex("^[\\w.+-]+@[\\w-]+(\\.[\\w-]+)+$", address))
    ])
    error_message = "There are recipients, and each is an e-mail address."
  }
}
