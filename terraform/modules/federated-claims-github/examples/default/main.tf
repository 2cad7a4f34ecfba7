terraform {
  required_version = ">= 1.11"
}

module "claims" {
  source = "../.."

  repository = { owner = "acme", owner_id = "123456", name = "answers", id = "456789" }
  workflows  = ["acme/goldenpath/.github/workflows/train.yml@3f5c0c3c5ad1ad4ab95d2bcfc2ba03a3a0c3c7b3"]
  stages     = { plan = ["plan"], preview = ["preview"], deploy = ["staging"] }
}

output "conditions" {
  description = "What Google Cloud is asked to check."
  value       = module.claims.conditions
}
