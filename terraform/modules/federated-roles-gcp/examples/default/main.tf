terraform {
  required_version = ">= 1.11"

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = ">= 6.50, < 8.0"
    }
  }
}

module "roles" {
  source = "../.."

  plan       = { name = "answers-staging", service = "answers", ephemeral = false }
  project    = { id = "acme-staging", number = "123456789012" }
  issuer     = "https://gitlab.com"
  conditions = { deploy = "assertion.project_id == '456789' && assertion.environment in ['staging'] && assertion.ref_protected == 'true'" }
  run        = "'pipeline:' + assertion.pipeline_id"
  state      = { bucket = "acme-terraform-state", own = "answers/staging" }
}

output "identities" {
  description = "What `goldenpath.toml` says below `[environments.identity]`."
  value       = module.roles.identities
}
