variable "plan" {
  description = "Output `plan` of the module environment-plan."
  type = object({
    name       = string
    budget_usd = number
    tags       = map(string)
  })
  nullable = false

  validation {
    condition     = alltrue([for tag in ["owner", "environment"] : lookup(var.plan.tags, tag, "") != ""])
    error_message = "plan.tags says owner and environment: costs are found by them."
  }
}

variable "billing_account" {
  description = "Billing account that pays for the project."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[0-9A-F]{6}(-[0-9A-F]{6}){2}$", var.billing_account))
    error_message = "billing_account is written 012345-6789AB-CDEF01."
  }
}

variable "project" {
  description = "Project in which the environment is: its id, and its number, by which costs are found."
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

variable "monthly_amount" {
  description = "Limit of a month in the currency of the billing account; without one, `plan.budget_usd`."
  type        = number
  default     = null

  validation {
    condition     = coalesce(var.monthly_amount, var.plan.budget_usd) > 0
    error_message = "The limit of a month is more than 0."
  }
}

variable "recipients" {
  description = "Addresses that are told at 70 % and 90 % of the limit, and when a forecast exceeds it."
  type        = set(string)
  nullable    = false

  validation {
    condition     = length(var.recipients) >= 1 && length(var.recipients) <= 5
    error_message = "There are 1 to 5 recipients, Google tells no more."
  }

  validation {
    condition     = alltrue([for address in var.recipients : can(regex("^[\\w.+-]+@[\\w-]+(\\.[\\w-]+)+$", address))])
    error_message = "Each recipient is an e-mail address."
  }
}

variable "topic" {
  description = "Id of a Pub/Sub topic that gets the same alerts, for programs."
  type        = string
  default     = null

  validation {
    condition     = var.topic == null || can(regex("^projects/[a-z0-9-]+/topics/[\\w.~+%-]+$", var.topic))
    error_message = "topic is written projects/P/topics/T."
  }
}
