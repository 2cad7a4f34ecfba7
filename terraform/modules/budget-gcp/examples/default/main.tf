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
  project = "my-project"
  region  = "europe-west3"
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

  plan            = module.plan.plan
  billing_account = "012345-6789AB-CDEF01"
  project         = { id = "my-project", number = "123456789012" }
  recipients      = ["team@example.com"]
}
