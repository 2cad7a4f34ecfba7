output "identities" {
  description = "By stage, the role that its pipeline asks for."
  value       = { for stage, role in aws_iam_role.this : stage => { role = role.arn, region = var.region } }
}

output "audience" {
  description = "For whom the pipeline has to ask its token."
  value       = var.audience
}

output "previews_boundary" {
  description = "The policy that every role of a preview has as its boundary, null without the stage preview."
  value       = contains(keys(var.claims), "preview") ? local.boundary_arn : null
}
