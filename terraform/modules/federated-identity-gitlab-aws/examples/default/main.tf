terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
  }
}

provider "aws" {
  region = "eu-central-1"
}

module "identity" {
  source = "../.."

  plan = {
    name      = "answers-staging"
    service   = "answers"
    ephemeral = false
    tags      = { owner = "platform", service = "answers", environment = "answers-staging" }
  }

  repository = { path = "acme/answers", id = "456789", namespace_id = "123456" }
  stages = {
    plan    = { environments = ["plan"], tiers = ["development"] }
    preview = { environments = ["preview"], tiers = ["development"] }
    deploy  = { environments = ["staging"], tiers = ["staging"] }
  }

  account_id        = "111122223333"
  region            = "eu-central-1"
  identity_provider = "arn:aws:iam::111122223333:oidc-provider/gitlab.com"

  state = {
    bucket         = "acme-terraform-state"
    encryption_key = "arn:aws:kms:eu-central-1:111122223333:key/0a1b2c3d-1111-2222-3333-444455556666"
    own            = "answers/staging"
    previews       = "answers/preview"
  }
  previews = {
    encryption_key = "arn:aws:kms:eu-central-1:111122223333:key/4d3c2b1a-1111-2222-3333-444455556666"
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
