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

module "roles" {
  source = "../.."

  plan = {
    name      = "answers-staging"
    service   = "answers"
    ephemeral = false
    tags      = { owner = "platform", service = "answers", environment = "answers-staging" }
  }
  tenant_id = "9f8e7d6c-1111-2222-3333-444455556666"
  resource_group = {
    id       = "/subscriptions/0a1b2c3d-1111-2222-3333-444455556666/resourceGroups/answers-staging"
    location = "westeurope"
  }
  issuer = "https://gitlab.com"
  subjects = {
    deploy = ["project_path:acme/answers:project_id:456789:ref_protected:true:environment_protected:true:deployment_tier:staging"]
  }
  state = {
    container = "/subscriptions/0a1b2c3d-1111-2222-3333-444455556666/resourceGroups/state/providers/Microsoft.Storage/storageAccounts/acmestate/blobServices/default/containers/state"
    own       = "answers/staging"
  }
}

output "identities" {
  description = "What `goldenpath.toml` says below `[environments.identity]`."
  value       = module.roles.identities
}
