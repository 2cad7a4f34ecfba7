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
  project = "acme-staging"
}

module "identity" {
  source = "../.."

  plan = {
    name      = "answers-staging"
    service   = "answers"
    ephemeral = false
  }

  repository = { path = "acme/answers", id = "456789", namespace_id = "123456" }
  stages = {
    plan    = { environments = ["plan"], tiers = ["development"] }
    preview = { environments = ["preview"], tiers = ["development"] }
    deploy  = { environments = ["staging"], tiers = ["staging"] }
  }

  project          = { id = "acme-staging", number = "123456789012" }
  previews_project = "acme-previews"

  state = {
    bucket   = "acme-terraform-state"
    own      = "answers/staging"
    previews = "answers/preview"
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
