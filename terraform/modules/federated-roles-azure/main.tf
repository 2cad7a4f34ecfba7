locals {
  audience            = "api://AzureADTokenExchange" # Azure takes no other
  subscription        = split("/", var.resource_group.id)[2]
  resource_group_name = split("/", var.resource_group.id)[4]

  credentials = merge([
    for stage, subjects in var.subjects : {
      for subject in subjects : "${stage}-${substr(sha256(subject), 0, 8)}" => { stage = stage, subject = subject }
    }
  ]...)
}

resource "azurerm_user_assigned_identity" "this" {
  for_each = var.subjects

  name                = "${var.plan.name}-ci-${each.key}"
  resource_group_name = local.resource_group_name
  location            = var.resource_group.location
  tags                = var.plan.tags
}

# Azure compares issuer, audience and the subject as a whole, so all that is bound is in the subject.
resource "azurerm_federated_identity_credential" "this" {
  for_each = local.credentials

  name                = each.key
  resource_group_name = local.resource_group_name
  parent_id           = azurerm_user_assigned_identity.this[each.value.stage].id
  audience            = [local.audience]
  issuer              = var.issuer
  subject             = each.value.subject
}

resource "azurerm_role_definition" "this" {
  for_each = local.roles

  name              = "${var.plan.name}: ${each.key}"
  description       = "Pipelines of ${var.plan.service}, stage ${each.key}"
  scope             = each.value.scope
  assignable_scopes = [each.value.scope]

  permissions {
    actions = each.value.actions
  }
}

resource "azurerm_role_assignment" "this" {
  for_each = local.roles

  scope              = each.value.scope
  role_definition_id = azurerm_role_definition.this[each.key].role_definition_resource_id
  principal_id       = azurerm_user_assigned_identity.this[each.key].principal_id
  principal_type     = "ServicePrincipal"
  condition          = each.value.only
  condition_version  = each.value.only == null ? null : "2.0"
}

resource "azurerm_role_assignment" "state" {
  for_each = local.states

  scope                = var.state.container
  role_definition_name = each.key == "plan" ? "Storage Blob Data Reader" : "Storage Blob Data Contributor"
  principal_id         = azurerm_user_assigned_identity.this[each.key].principal_id
  principal_type       = "ServicePrincipal"
  condition            = local.only_own_state[each.key]
  condition_version    = "2.0"
}
