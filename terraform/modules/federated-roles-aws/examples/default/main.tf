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

module "roles" {
  source = "../.."

  plan = {
    name      = "answers-staging"
    service   = "answers"
    ephemeral = false
    tags      = { owner = "platform", service = "answers", environment = "answers-staging" }
  }
  account_id        = "111122223333"
  region            = "eu-central-1"
  issuer            = "https://gitlab.com"
  identity_provider = "arn:aws:iam::111122223333:oidc-provider/gitlab.com"
  claims = {
    deploy = {
      sub = ["project_path:acme/answers:project_id:456789:ref_protected:true:environment_protected:true:deployment_tier:staging"]
    }
  }
  state = {
    bucket         = "acme-terraform-state"
    encryption_key = "arn:aws:kms:eu-central-1:111122223333:key/0a1b2c3d-1111-2222-3333-444455556666"
    own            = "answers/staging"
  }
}

output "identities" {
  description = "What `goldenpath.toml` says below `[environments.identity]`."
  value       = module.roles.identities
}
