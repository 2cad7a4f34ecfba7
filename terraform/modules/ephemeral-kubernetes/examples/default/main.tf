module "plan" {
  source = "../../../environment-plan"

  environment = {
    kind       = "preview"
    service    = "answers"
    name       = "answers-pr-42"
    team       = "search"
    repository = "acme/answers"
    created_at = "2026-11-22T08:00:00Z"
    ttl_hours  = 24
    change     = 42
    author     = "octocat"
    reviewers  = ["hubot"]
    budget_usd = 10
  }
}

module "environment" {
  source = "../.."

  plan        = module.plan.plan
  user_prefix = "forge:"

  egress = [
    { namespace = "egress-gateway", ports = [443] },
    { cidr = "10.20.0.0/24", ports = [5432, 6379] },
  ]
  ingress = { envoy-gateway-system = [8000], monitoring = [8000] }

  workload_identity = {
    cloud = "aws"
    id    = "arn:aws:iam::123456789012:role/answers-pr-42"
  }

  secret = {
    store = "previews"
    keys  = { api-key = { key = "answers/model/api-key" } }
  }
}

output "namespace" {
  value = module.environment.namespace
}
