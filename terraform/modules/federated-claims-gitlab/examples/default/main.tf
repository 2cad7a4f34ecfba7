terraform {
  required_version = ">= 1.11"
}

module "claims" {
  source = "../.."

  repository = { path = "acme/answers", id = "456789", namespace_id = "123456" }
  stages = {
    plan    = { environments = ["plan"], tiers = ["development"] }
    preview = { environments = ["preview"], tiers = ["development"] }
    deploy  = { environments = ["staging"], tiers = ["staging"] }
  }
}

output "conditions" {
  description = "What Google Cloud is asked to check."
  value       = module.claims.conditions
}
