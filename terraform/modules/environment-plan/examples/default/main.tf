module "plan" {
  source = "../.."

  environment = {
    kind       = "preview"
    service    = "answers"
    name       = "answers-pr-42"
    team       = "Search & Answers"
    repository = "acme/answers"
    created_at = "2026-11-22T08:00:00Z"
    ttl_hours  = 24
    change     = 42
    author     = "octocat"
    reviewers  = ["hubot"]
    budget_usd = 10
  }
}

output "plan" {
  value = module.plan.plan
}
