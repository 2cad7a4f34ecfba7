variable "plan" {
  description = "Output `plan` of the module environment-plan."
  type = object({
    name      = string
    ephemeral = bool
    tags      = map(string)
  })
  nullable = false
}

variable "resource_group" {
  description = "Resource group of the vault: its id and its location."
  type = object({
    id       = string
    location = string
  })
  nullable = false

  validation {
    condition     = can(regex("^/subscriptions/[0-9a-f-]{36}/resourceGroups/[\\w().-]{1,90}$", var.resource_group.id)) && can(regex("^[a-z0-9]+$", var.resource_group.location))
    error_message = "resource_group has an id /subscriptions/S/resourceGroups/G, and a location such as westeurope."
  }
}

variable "tenant_id" {
  description = "Tenant of Entra ID whose identities use the vault."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", var.tenant_id))
    error_message = "tenant_id is a UUID in small letters."
  }
}

variable "deployer" {
  description = "Object id of the identity that applies this: it makes the key, and may do nothing with secrets."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", var.deployer))
    error_message = "deployer is the object id of one identity."
  }
}

variable "network" {
  description = "Who reaches the vault: subnets with the service endpoint Microsoft.KeyVault, and public ranges, such as that of the runners."
  type = object({
    subnet_ids = optional(set(string), [])
    ip_ranges  = optional(set(string), [])
  })
  nullable = false

  validation {
    condition     = length(var.network.subnet_ids) + length(var.network.ip_ranges) > 0
    error_message = "network names at least one subnet or range: nobody would reach the vault."
  }

  validation {
    condition = alltrue([
      for range in var.network.ip_ranges : can(cidrhost(range, 0)) && can(regex("^[0-9.]+/(2[4-9]|3[0-2])$", range))
    ])
    error_message = "Ranges are IPv4 and hold at most 256 addresses, from /24 to /32."
  }
}

variable "log_workspace_id" {
  description = "Log Analytics workspace that keeps who read and changed what."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^/subscriptions/[0-9a-f-]{36}/resourceGroups/[\\w().-]+/providers/Microsoft.OperationalInsights/workspaces/[\\w-]+$", var.log_workspace_id))
    error_message = "log_workspace_id is the id of a Log Analytics workspace."
  }
}

variable "secrets" {
  description = "Containers by name: what is inside, how often it has to change, and the object ids of the managed identities that read it. `value` is only there to be refused."
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
        for reader in secret.readers : can(regex("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", reader))
      ])
    ])
    error_message = "Each secret has readers, and each reader is the object id of one identity."
  }
}

variable "writers" {
  description = "Object ids of the groups and identities that put values into the containers. Azure has no role that writes and does not read."
  type        = set(string)
  nullable    = false

  validation {
    condition = length(var.writers) > 0 && alltrue([
      for writer in var.writers : can(regex("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", writer))
    ])
    error_message = "There are writers, and each is the object id of a group or an identity."
  }

  validation {
    condition     = length(setintersection(var.writers, flatten([for secret in var.secrets : tolist(secret.readers)]))) == 0
    error_message = "A service does not write the secrets it reads: give the two to different identities."
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
