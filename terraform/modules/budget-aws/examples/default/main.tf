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

module "budget" {
  source = "../.."

  plan       = module.plan.plan
  recipients = ["team@example.com"]
}
