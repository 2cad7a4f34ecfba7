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
  source = "../federated-roles-azure"

  plan                  = var.plan
  tenant_id             = var.tenant_id
  resource_group        = var.resource_group
  previews_subscription = var.previews_subscription
  state                 = var.state

  issuer   = module.claims.issuer
  subjects = module.claims.subjects
}
