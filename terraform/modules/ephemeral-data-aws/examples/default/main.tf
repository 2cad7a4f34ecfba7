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
  encryption_key   = "arn:aws:kms:eu-central-1:111122223333:key/11111111-2222-3333-4444-555555555555"
  cluster_identity = "arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/0123456789ABCDEF"

  network = {
    db_subnet_group    = "previews"
    subnet_ids         = ["subnet-0a1b2c3d", "subnet-0a1b2c3e"]
    security_group_ids = ["sg-0a1b2c3d"]
  }

  # Masked every night. Without it, the database is empty, for the module seed.
  database = {
    clone_of = { cluster = "answers-golden", data = "masked" }
  }
}

# Non-secret variables for the pods, and what to annotate their service account with.
output "settings" {
  value = module.preview_data.settings
}

output "identity" {
  value = module.preview_data.identity
}
