locals {
  # Azure says that a secret is near its end thirty days before: so it ends thirty days after it is due.
  grace_days = 30
}

# The built-in policies refuse a value that never ends, or too late.
resource "azurerm_resource_policy_assignment" "expiry" {
  name                 = "secrets-expire"
  resource_id          = azurerm_key_vault.this.id
  policy_definition_id = "/providers/Microsoft.Authorization/policyDefinitions/98728c90-32c7-4049-8429-847dc0f4fe37"
  parameters           = jsonencode({ effect = { value = "Deny" } })
}

resource "azurerm_resource_policy_assignment" "validity" {
  count = length(var.secrets) > 0 ? 1 : 0

  name                 = "secrets-end-in-time"
  resource_id          = azurerm_key_vault.this.id
  policy_definition_id = "/providers/Microsoft.Authorization/policyDefinitions/342e8053-e12e-4c44-be01-c3c2f318400f"

  parameters = jsonencode({
    effect                = { value = "Deny" }
    maximumValidityInDays = { value = max([for secret in var.secrets : secret.rotation_days]...) + local.grace_days }
  })
}

resource "azurerm_monitor_action_group" "reminders" {
  name                = "${var.plan.name}-rotation"
  resource_group_name = local.resource_group_name
  short_name          = "rotation"
  tags                = var.plan.tags

  dynamic "email_receiver" {
    for_each = var.recipients

    content {
      name          = email_receiver.value
      email_address = email_receiver.value
    }
  }
}

# The vault logs its events of Event Grid, subscribed or not: the log that is kept anyway is enough.
resource "azurerm_monitor_scheduled_query_rules_alert_v2" "rotation" {
  name                = "${var.plan.name}-rotation"
  resource_group_name = local.resource_group_name
  location            = var.resource_group.location
  description         = "A secret of ${var.plan.name} has to change."
  scopes              = [var.log_workspace_id]
  severity            = 2
  tags                = var.plan.tags

  # Two days looked at every day: what is logged late is seen on the day after.
  evaluation_frequency      = "P1D"
  window_duration           = "P1D"
  query_time_range_override = "P2D"

  # The columns are there after the first event only.
  skip_query_validation = true

  criteria {
    query = <<-KQL
      AzureDiagnostics
      | where ResourceId =~ "${azurerm_key_vault.this.id}"
      | where OperationName in ("SecretNearExpiryEventGridNotification", "SecretExpiredEventGridNotification")
      | extend Secret = column_ifexists("eventGridEventProperties_data_ObjectName_s", "unknown")
    KQL

    operator                = "GreaterThan"
    threshold               = 0
    time_aggregation_method = "Count"

    dimension {
      name     = "Secret"
      operator = "Include"
      values   = ["*"]
    }
  }

  action {
    action_groups = [azurerm_monitor_action_group.reminders.id]
  }
}
