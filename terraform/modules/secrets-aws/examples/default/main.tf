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
    kind       = "staging"
    service    = "answers"
    name       = "answers-staging"
    team       = "search"
    repository = "example/answers"
    created_at = "2026-11-22T08:00:00Z"
    budget_usd = 250
  }
}

module "secrets" {
  source = "../.."

  plan       = module.plan.plan
  account_id = "123456789012"
  region     = "eu-central-1"
  writers    = ["arn:aws:iam::123456789012:role/keepers"]
  recipients = ["team@example.com"]

  secrets = {
    model-key = {
      description   = "Key of the model provider"
      rotation_days = 30
      readers       = ["arn:aws:iam::123456789012:role/answers"]
    }
    webhook-key = {
      description   = "Signs what partners are told"
      rotation_days = 90
      readers       = ["arn:aws:iam::123456789012:role/answers"]
    }
  }
}

output "secret_ids" {
  description = "Where the values go."
  value       = module.secrets.secret_ids
}
