terraform {
  required_version = ">= 1.11"

  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.55"
    }
  }
}

provider "azurerm" {
  subscription_id = "00000000-0000-0000-0000-000000000000"
  # Accounts have no keys.
  storage_use_azuread = true

  features {
    storage {
      # Accounts admit the cluster's network only, not that of a runner.
      data_plane_available = false
    }
  }
}

module "plan" {
  source = "../../../environment-plan"

  environment = {
    kind       = "preview"
    service    = "answers"
    name       = "answers-pr-12"
    team       = "search"
    repository = "acme/answers"
    created_at = "2026-11-22T08:00:00Z"
    ttl_hours  = 24
    change     = 12
    author     = "octocat"
    budget_usd = 10
  }
}

locals {
  shared = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/shared/providers"
}

module "preview_data" {
  source = "../.."

  plan             = module.plan.plan
  location         = "westeurope"
  cluster_identity = "https://westeurope.oic.prod-aks.azure.com/33333333-0000-0000-0000-000000000000/44444444-0000-0000-0000-000000000000/"

  encryption_key = {
    id          = "https://acme-keys.vault.azure.net/keys/previews"
    identity_id = "${local.shared}/Microsoft.ManagedIdentity/userAssignedIdentities/previews"
  }

  network = {
    cluster_subnet_ids   = ["${local.shared}/Microsoft.Network/virtualNetworks/main/subnets/cluster"]
    database_subnet_id   = "${local.shared}/Microsoft.Network/virtualNetworks/main/subnets/databases"
    database_dns_zone_id = "${local.shared}/Microsoft.Network/privateDnsZones/previews.postgres.database.azure.com"
    cache_subnet_id      = "${local.shared}/Microsoft.Network/virtualNetworks/main/subnets/caches"
    cache_dns_zone_id    = "${local.shared}/Microsoft.Network/privateDnsZones/privatelink.redis.azure.net"
  }
}

# Non-secret variables for the pods, and what to annotate their service account with.
output "settings" {
  value = module.preview_data.settings
}

output "identity" {
  value = module.preview_data.identity
}
