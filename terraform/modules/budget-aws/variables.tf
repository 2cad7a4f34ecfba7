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

variable "monthly_amount" {
  description = "Limit of a month in USD; without one, `plan.budget_usd`."
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
    condition     = length(var.recipients) >= 1 && length(var.recipients) <= 10
    error_message = "There are 1 to 10 recipients, AWS tells no more."
  }

  validation {
    condition     = alltrue([for address in var.recipients : can(regex("^[\\w.+-]+@[\\w-]+(\\.[\\w-]+)+$", address))])
    error_message = "Each recipient is an e-mail address."
  }
}

variable "topic" {
  description = "ARN of an SNS topic that gets the same alerts, for programs."
  type        = string
  default     = null

  validation {
    condition     = var.topic == null || can(regex("^arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[\\w-]+$", var.topic))
    error_message = "topic is the ARN of an SNS topic."
  }
}
