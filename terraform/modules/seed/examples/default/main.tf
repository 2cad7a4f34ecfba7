terraform {
  required_version = ">= 1.11"

  required_providers {
    kubernetes = {
      source  = "hashicorp/kubernetes"
      version = "~> 2.38"
    }
  }
}

provider "kubernetes" {}

module "plan" {
  source = "../../../environment-plan"

  environment = {
    kind       = "preview"
    service    = "answers"
    name       = "answers-pr-7"
    team       = "search"
    repository = "example/answers"
    created_at = "2026-11-22T08:00:00Z"
    ttl_hours  = 24
    change     = 7
    author     = "author"
    budget_usd = 10
  }
}

module "seed" {
  source = "../.."

  plan      = module.plan.plan
  namespace = module.plan.plan.namespace
  image     = "registry.example.com/tools/postgres@sha256:${sha256("an image of yours")}"

  seed = {
    file   = "${path.module}/seed.sql.gz"
    origin = "synthetic"
    sha256 = filesha256("${path.module}/seed.sql.gz")
  }

  database = {
    url      = "postgresql://service@db.example.com:5432/service?sslmode=verify-full"
    password = { secret = "answers-environment", key = "DATABASE_PASSWORD" }
  }
}

output "job" {
  description = "Where to look when data is missing."
  value       = module.seed.job
}
