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

module "secrets" {
  source = "../.."

  plan       = module.plan.plan
  project    = { id = "my-project", number = "123456789012" }
  key_ring   = "projects/my-project/locations/europe-west3/keyRings/goldenpath"
  writers    = ["group:keepers@example.com"]
  recipients = ["team@example.com"]

  secrets = {
    model-key = {
      description   = "Key of the model provider"
      rotation_days = 30
      readers       = ["serviceAccount:answers@my-project.iam.gserviceaccount.com"]
    }
    webhook-key = {
      description   = "Signs what partners are told"
      rotation_days = 90
      readers       = ["serviceAccount:answers@my-project.iam.gserviceaccount.com"]
    }
  }
}

output "secret_ids" {
  description = "Where the values go."
  value       = module.secrets.secret_ids
}
