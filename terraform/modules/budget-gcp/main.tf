locals {
  amount = coalesce(var.monthly_amount, var.plan.budget_usd)

  # Actual costs come up to a day late: the forecast warns earlier.
  alerts = {
    warning  = { basis = "CURRENT_SPEND", percent = 70 }
    critical = { basis = "CURRENT_SPEND", percent = 90 }
    forecast = { basis = "FORECASTED_SPEND", percent = 100 }
  }
}

resource "google_monitoring_notification_channel" "recipient" {
  for_each = var.recipients

  project      = var.project.id
  type         = "email"
  display_name = each.value
  labels       = { email_address = each.value }
  user_labels  = var.plan.tags
}

resource "google_billing_budget" "this" {
  billing_account = var.billing_account
  display_name    = substr("${var.plan.tags.owner}/${var.plan.name}", 0, 60)

  budget_filter {
    projects        = ["projects/${var.project.number}"]
    calendar_period = "MONTH"

    # Google takes one label only.
    labels = { environment = var.plan.tags.environment }

    # What was given for free would hide what is spent.
    credit_types_treatment = "EXCLUDE_ALL_CREDITS"
  }

  amount {
    specified_amount {
      units = tostring(floor(local.amount))
      nanos = floor((local.amount - floor(local.amount)) * 1000000000)
    }
  }

  dynamic "threshold_rules" {
    for_each = local.alerts

    content {
      spend_basis       = threshold_rules.value.basis
      threshold_percent = threshold_rules.value.percent / 100
    }
  }

  all_updates_rule {
    monitoring_notification_channels = [for channel in google_monitoring_notification_channel.recipient : channel.id]
    pubsub_topic                     = var.topic
    disable_default_iam_recipients   = true
  }
}
