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

variable "subscription_id" {
  description = "Subscription in which the environment is, with the whole path."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^/subscriptions/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", var.subscription_id))
    error_message = "subscription_id is written /subscriptions/ and a UUID in small letters."
  }
}

variable "monthly_amount" {
  description = "Limit of a month in the currency of the subscription; without one, `plan.budget_usd`."
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
    condition     = length(var.recipients) >= 1 && length(var.recipients) <= 50
    error_message = "There are 1 to 50 recipients, Azure tells no more."
  }

  validation {
    condition     = alltrue([for address in var.recipients : can(regex("^[\\w.+-]+@[\\w-]+(\\.[\\w-]+)+$", address))])
    error_message = "Each recipient is an e-mail address."
  }
}

variable "topic" {
  description = "Id of an action group that gets the same alerts, for programs."
  type        = string
  default     = null

  validation {
    condition     = var.topic == null || can(regex("^/subscriptions/[0-9a-f-]{36}/resourceGroups/[\\w().-]+/providers/(?i:microsoft.insights/actionGroups)/.+$", var.topic))
    error_message = "topic is the id of an action group."
  }
}
