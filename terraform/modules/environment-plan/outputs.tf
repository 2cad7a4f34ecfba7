output "plan" {
  description = "What every other module takes as `plan`, so that names, labels and the end are said once."
  value = {
    kind        = local.environment.kind
    service     = local.environment.service
    name        = local.environment.name
    namespace   = local.environment.name
    team        = local.environment.team
    repository  = local.environment.repository
    change      = local.environment.change
    author      = local.environment.author
    reviewers   = local.environment.reviewers
    created_at  = local.environment.created_at
    expires_at  = local.expires_at
    ttl_hours   = local.environment.ttl_hours
    size        = local.environment.size
    quota       = local.sizes[local.environment.size]
    labels      = local.labels
    tags        = local.tags
    annotations = local.annotations
    budget_usd  = local.environment.budget_usd
    ephemeral   = local.ephemeral
  }
}
