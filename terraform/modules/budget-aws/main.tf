locals {
  # Actual costs come up to a day late: the forecast warns earlier.
  alerts = {
    warning  = { type = "ACTUAL", percent = 70 }
    critical = { type = "ACTUAL", percent = 90 }
    forecast = { type = "FORECASTED", percent = 100 }
  }
}

resource "aws_budgets_budget" "this" {
  name         = "${var.plan.tags.owner}/${var.plan.name}"
  budget_type  = "COST"
  time_unit    = "MONTHLY"
  limit_amount = tostring(coalesce(var.monthly_amount, var.plan.budget_usd))
  limit_unit   = "USD"
  tags         = var.plan.tags

  # One tag: of several, AWS does not say whether all or any of them count.
  cost_filter {
    name   = "TagKeyValue"
    values = [join("$", ["user:environment", var.plan.tags.environment])]
  }

  dynamic "notification" {
    for_each = local.alerts

    content {
      notification_type          = notification.value.type
      threshold                  = notification.value.percent
      threshold_type             = "PERCENTAGE"
      comparison_operator        = "GREATER_THAN"
      subscriber_email_addresses = var.recipients
      subscriber_sns_topic_arns  = var.topic == null ? [] : [var.topic]
    }
  }
}
