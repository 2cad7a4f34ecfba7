# Whom to trust.
module "claims" {
  source = "../federated-claims-gitlab"

  repository             = var.repository
  configuration          = var.configuration
  default_branch         = var.default_branch
  stages                 = var.stages
  environments_protected = var.environments_protected
  issuer                 = var.issuer
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
