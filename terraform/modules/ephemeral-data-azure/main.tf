locals {
  # Services have shorter names than an environment may have: 30 characters suit all three clouds.
  cut = trim(substr(replace(var.plan.name, "/-+/", "-"), 0, 21), "-")
  id  = local.cut == var.plan.name ? local.cut : "${local.cut}-${substr(sha256(var.plan.name), 0, 8)}"

  # Names of servers, caches and accounts are unique in the world; accounts have 24 letters and digits.
  mark    = substr(sha256("${var.encryption_key.id}/${var.plan.name}"), 0, 8)
  unique  = "${local.id}-${local.mark}"
  account = "${substr(replace(local.id, "-", ""), 0, 16)}${local.mark}"
}

# All of it in one group: a group that is gone leaves nothing behind, and the provider deletes none that still holds something.
resource "azurerm_resource_group" "this" {
  name     = var.plan.name
  location = var.location
  tags     = var.plan.tags
}

resource "azurerm_user_assigned_identity" "service" {
  name                = local.id
  resource_group_name = azurerm_resource_group.this.name
  location            = var.location
  tags                = var.plan.tags
}

resource "azurerm_federated_identity_credential" "pods" {
  name                = "pods"
  resource_group_name = azurerm_resource_group.this.name
  parent_id           = azurerm_user_assigned_identity.service.id
  issuer              = var.cluster_identity
  subject             = "system:serviceaccount:${var.plan.namespace}:${var.plan.service}"
  audience            = ["api://AzureADTokenExchange"]
}
