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
  subscription_id = "0a1b2c3d-1111-2222-3333-444455556666"
}

module "identity" {
  source = "../.."

  plan = {
    name      = "answers-staging"
    service   = "answers"
    ephemeral = false
    tags      = { owner = "platform", service = "answers", environment = "answers-staging" }
  }

  repository = { owner = "acme", owner_id = "123456", name = "answers", id = "456789" }
  workflows = [
    for name in ["train", "preview-end"] :
    "acme/goldenpath/.github/workflows/${name}.yml@3f5c0c3c5ad1ad4ab95d2bcfc2ba03a3a0c3c7b3"
  ]
  stages = { plan = ["plan"], preview = ["preview"], deploy = ["staging"] }

  tenant_id = "9f8e7d6c-1111-2222-3333-444455556666"
  resource_group = {
    id       = "/subscriptions/0a1b2c3d-1111-2222-3333-444455556666/resourceGroups/answers-staging"
    location = "westeurope"
  }
  previews_subscription = "1b2c3d4e-1111-2222-3333-444455556666"

  state = {
    container = "/subscriptions/0a1b2c3d-1111-2222-3333-444455556666/resourceGroups/state/providers/Microsoft.Storage/storageAccounts/acmestate/blobServices/default/containers/state"
    own       = "answers/staging"
    previews  = "answers/preview"
  }
}

output "identities" {
  description = "By stage, what `goldenpath.toml` says below `[environments.identity]`."
  value       = module.identity.identities
}

output "audience" {
  description = "For whom a pipeline asks its token."
  value       = module.identity.audience
}

output "subject_template" {
  description = "What the forge has to be told once."
  value       = module.identity.subject_template
}
