terraform {
  required_version = ">= 1.11"

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = ">= 6.50, < 8.0"
    }
  }
}

provider "google" {
  project = "acme-previews"
  region  = "europe-west3"
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

module "preview_data" {
  source = "../.."

  plan             = module.plan.plan
  project          = "acme-previews"
  encryption_key   = "projects/acme-keys/locations/europe-west3/keyRings/previews/cryptoKeys/data"
  cluster_identity = "acme-clusters.svc.id.goog"
  network          = "projects/acme-network/global/networks/main"

  # Masked every night.
  database = { clone_of = "answers-golden", data = "masked" }
}

# Non-secret variables for the pods, and what to annotate their service account with.
output "settings" {
  value = module.preview_data.settings
}

output "identity" {
  value = module.preview_data.identity
}
