# Whom to trust.
module "claims" {
  source = "../federated-claims-github"

  repository     = var.repository
  workflows      = var.workflows
  default_branch = var.default_branch
  stages         = var.stages
  issuer         = var.issuer
}

# What each stage may do.
module "roles" {
  source = "../federated-roles-gcp"

  plan             = var.plan
  project          = var.project
  previews_project = var.previews_project
  audience         = var.audience
  state            = var.state

  issuer     = module.claims.issuer
  conditions = module.claims.conditions
  run        = module.claims.run
}
