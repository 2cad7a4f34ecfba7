output "issuer" {
  description = "Who signs the tokens."
  value       = var.issuer
}

output "claims" {
  description = "By stage, what AWS compares: of GitLab's claims it knows the subject alone."
  value       = { for stage, subjects in local.subjects : stage => tomap({ sub = subjects }) }
}

output "conditions" {
  description = "By stage, a condition in CEL over `assertion`, for Google Cloud."
  value       = local.conditions
}

output "subjects" {
  description = "By stage, the whole subjects of a project with the components `subject_components`, for Azure."
  value       = local.subjects
}

output "subject_components" {
  description = "The `ci_id_token_sub_claim_components` by which the project says all of it in its subject."
  value       = local.subject_components
}

output "run" {
  description = "CEL for what the audit log of Google Cloud calls a token: the pipeline that had it."
  value       = "'pipeline:' + assertion.pipeline_id"
}
