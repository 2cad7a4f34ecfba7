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
  source = "../federated-roles-aws"

  plan              = var.plan
  account_id        = var.account_id
  region            = var.region
  audience          = var.audience
  identity_provider = var.identity_provider
  state             = var.state
  previews          = var.previews

  issuer = module.claims.issuer
  claims = module.claims.claims
}
