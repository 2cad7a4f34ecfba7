output "identities" {
  description = "By stage, the client id that its pipeline asks for, its tenant, and the subscription it works in."
  value       = module.roles.identities
}

output "audience" {
  description = "For whom the pipeline has to ask its token."
  value       = module.roles.audience
}

output "subject_template" {
  description = "The `include_claim_keys` by which the repository says all of it in its subject."
  value       = module.claims.subject_template
}
