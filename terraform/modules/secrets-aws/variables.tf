variable "plan" {
  description = "Output `plan` of the module environment-plan."
  type = object({
    name      = string
    ephemeral = bool
    tags      = map(string)
  })
  nullable = false
}

variable "account_id" {
  description = "Account in which the secrets are, twelve digits."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "account_id has twelve digits."
  }
}

variable "region" {
  description = "Region in which the secrets are, that of the provider."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "region is written like eu-central-1."
  }
}

variable "secrets" {
  description = "Containers by name: what is inside, how often it has to change, and the ARNs of the roles that read it. `value` is only there to be refused."
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
        for reader in secret.readers : can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:role/[\\w+=,.@/-]+$", reader))
      ])
    ])
    error_message = "Each secret has readers, and each reader is the ARN of one role: no user, no account, no *."
  }
}

variable "writers" {
  description = "ARNs of the roles that put values into the containers. They cannot read them."
  type        = set(string)
  nullable    = false

  validation {
    condition = length(var.writers) > 0 && alltrue([
      for writer in var.writers : can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:role/[\\w+=,.@/-]+$", writer))
    ])
    error_message = "There are writers, and each is the ARN of one role: no user, no account, no *."
  }

  validation {
    condition     = length(setintersection(var.writers, flatten([for secret in var.secrets : tolist(secret.readers)]))) == 0
    error_message = "Who writes a secret does not read one: give the two to different roles."
  }
}

variable "recipients" {
  description = "Addresses that are reminded when a secret has to change. Each confirms the first mail."
  type        = set(string)
  nullable    = false

  validation {
    condition = length(var.recipients) > 0 && alltrue([
      for address in var.recipients : can(regex("^[\\w.+-]+@[\\w-]+(\\.[\\w-]+)+$", address))
    ])
    error_message = "There are recipients, and each is an e-mail address."
  }
}
