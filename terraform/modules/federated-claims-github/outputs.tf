output "issuer" {
  description = "Who signs the tokens."
  value       = var.issuer
}

output "claims" {
  description = "By stage, what AWS compares: a claim and the values it may have."
  value       = local.aws_claims
}

output "conditions" {
  description = "By stage, a condition in CEL over `assertion`, for Google Cloud."
  value       = local.conditions
}

output "subjects" {
  description = "By stage, the whole subjects of a repository that has the template `subject_template`, for Azure."
  value       = local.whole_subjects
}

output "subject_template" {
  description = "The `include_claim_keys` by which the repository says all of it in its subject."
  value       = local.subject_template
}

output "run" {
  description = "CEL for what the audit log of Google Cloud calls a token: the run that had it."
  value       = "'run:' + assertion.run_id"
}
