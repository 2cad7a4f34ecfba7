output "identities" {
  description = "By stage, the client id that its pipeline asks for, its tenant, and the subscription it works in."
  value = {
    for stage, identity in azurerm_user_assigned_identity.this : stage => {
      role         = identity.client_id
      tenant       = var.tenant_id
      subscription = stage == "preview" ? var.previews_subscription : local.subscription
    }
  }
}

output "audience" {
  description = "For whom the pipeline has to ask its token."
  value       = local.audience
}
