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

  repository = { owner = "acme", owner_id = "123456", name = "answers", id = "456789" }
  workflows = [
    for name in ["train", "preview-end"] :
    "acme/goldenpath/.github/workflows/${name}.yml@3f5c0c3c5ad1ad4ab95d2bcfc2ba03a3a0c3c7b3"
  ]
  stages = { plan = ["plan"], preview = ["preview"], deploy = ["staging"] }

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
