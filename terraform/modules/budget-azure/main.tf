locals {
  # Actual costs come up to a day late: the forecast warns earlier.
  alerts = {
    warning  = { type = "Actual", percent = 70 }
    critical = { type = "Actual", percent = 90 }
    forecast = { type = "Forecasted", percent = 100 }
  }
}

resource "azurerm_consumption_budget_subscription" "this" {
  name            = var.plan.name
  subscription_id = var.subscription_id
  amount          = coalesce(var.monthly_amount, var.plan.budget_usd)
  time_grain      = "Monthly"

  time_period {
    start_date = formatdate("YYYY-MM-'01T00:00:00Z'", plantimestamp())
  }

  filter {
    dynamic "tag" {
      for_each = toset(["owner", "environment"])

      content {
        name   = tag.value
        values = [var.plan.tags[tag.value]]
      }
    }
  }

  dynamic "notification" {
    for_each = local.alerts

    content {
      threshold_type = notification.value.type
      threshold      = notification.value.percent
      operator       = "GreaterThan"
      contact_emails = var.recipients
      contact_groups = var.topic == null ? [] : [var.topic]
    }
  }

  lifecycle {
    # Azure takes the current month only, and keeps the first one.
    ignore_changes = [time_period]
  }
}
