terraform {
  backend "s3" {}
}

variable "change" {
  type = number
}

module "plan" {
  source = "git::https://example.com/acme/goldenpath.git//terraform/modules/environment-plan?ref=0123456789abcdef0123456789abcdef01234567"

  environment = {
    kind       = "preview"
    service    = "answers"
    name       = "answers-pr-${var.change}"
    team       = "search"
    repository = "acme/answers"
    created_at = "2026-11-22T08:00:00Z"
    ttl_hours  = 24
    change     = var.change
    budget_usd = 10
  }
}

output "name" {
  value = module.plan.plan.name
}
