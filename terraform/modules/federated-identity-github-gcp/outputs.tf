output "identities" {
  description = "By stage, the service account that its pipeline becomes, by which provider, and the project it works in."
  value       = module.roles.identities
}

output "audience" {
  description = "For whom the pipeline has to ask its token."
  value       = module.roles.audience
}
