output "identities" {
  description = "By stage, the service account that its pipeline becomes, by which provider, and the project it works in."
  value = {
    for stage, account in google_service_account.this : stage => {
      role     = trimprefix(local.members[stage], "serviceAccount:")
      provider = "${local.pool_name}/providers/${stage}"
      project  = stage == "preview" ? var.previews_project : var.project.id
    }
  }
}

output "audience" {
  description = "For whom the pipeline has to ask its token."
  value       = var.audience
}
