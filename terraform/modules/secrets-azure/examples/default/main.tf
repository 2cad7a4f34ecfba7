terraform {
  required_version = ">= 1.11"

  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.0"
    }
  }
}

provider "azurerm" {
  features {}
}

module "plan" {
  source = "../../../environment-plan"

  environment = {
    kind       = "staging"
    service    = "answers"
    name       = "answers-staging"
    team       = "search"
    repository = "example/answers"
    created_at = "2026-11-22T08:00:00Z"
    budget_usd = 250
  }
}

module "secrets" {
  source = "../.."

  plan             = module.plan.plan
  resource_group   = { id = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/answers", location = "westeurope" }
  tenant_id        = "44444444-5555-6666-7777-888888888888"
  deployer         = "55555555-6666-7777-8888-999999999999"
  network          = { ip_ranges = ["203.0.113.0/28"] }
  log_workspace_id = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/logs/providers/Microsoft.OperationalInsights/workspaces/audit"
  writers          = ["33333333-4444-5555-6666-777777777777"]
  recipients       = ["team@example.com"]

  secrets = {
    model-key = {
      description   = "Key of the model provider"
      rotation_days = 30
      readers       = ["11111111-2222-3333-4444-555555555555"]
    }
    webhook-key = {
      description   = "Signs what partners are told"
      rotation_days = 90
      readers       = ["11111111-2222-3333-4444-555555555555"]
    }
  }
}

output "secret_ids" {
  description = "Where the values go."
  value       = module.secrets.secret_ids
}
