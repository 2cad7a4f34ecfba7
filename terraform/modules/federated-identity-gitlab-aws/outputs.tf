output "identities" {
  description = "By stage, the role that its pipeline asks for."
  value       = module.roles.identities
}

output "audience" {
  description = "For whom the pipeline has to ask its token."
  value       = module.roles.audience
}

output "previews_boundary" {
  description = "The policy that every role of a preview has as its boundary, null without the stage preview."
  value       = module.roles.previews_boundary
}

output "subject_components" {
  description = "The `ci_id_token_sub_claim_components` by which the project says all of it in its subject."
  value       = module.claims.subject_components
}
