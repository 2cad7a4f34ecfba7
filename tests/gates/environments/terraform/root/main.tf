# What the engine wants of a root module, and nothing of any provider.
terraform {
  required_version = ">= 1.11"

  backend "local" {}
}

variable "environment" {
  type = object({
    name       = string
    created_at = string
    ttl_hours  = number
    change     = optional(number)
    size       = optional(string)
  })

  validation {
    condition     = var.environment.ttl_hours <= 72
    error_message = "ttl_hours is at most 72."
  }
}

resource "terraform_data" "environment" {
  input = var.environment
}

resource "terraform_data" "database" {
  input = "${var.environment.name}-${var.environment.size}"
}

output "asked" {
  value = terraform_data.environment.output
}

output "made" {
  value      = var.environment
  depends_on = [terraform_data.database]
}

output "settings" {
  value     = { DATABASE_URL = "postgresql://${terraform_data.database.output}" }
  sensitive = true
}
