mock_provider "azurerm" {}

variables {
  plan = {
    name       = "answers-staging"
    budget_usd = 250
    tags       = { owner = "search", service = "answers", environment = "answers-staging" }
  }
  subscription_id = "/subscriptions/11111111-2222-3333-4444-555555555555"
  recipients      = ["team@example.com"]
}

run "warns_before_the_limit" {
  assert {
    condition     = azurerm_consumption_budget_subscription.this.amount == 250 && azurerm_consumption_budget_subscription.this.time_grain == "Monthly"
    error_message = "The limit of a month is that of the plan."
  }

  assert {
    condition = toset([for alert in azurerm_consumption_budget_subscription.this.notification : "${alert.threshold_type} ${alert.threshold} ${alert.operator}"]) == toset([
      "Actual 70 GreaterThan", "Actual 90 GreaterThan", "Forecasted 100 GreaterThan",
    ])
    error_message = "Alerts are at 70 % and 90 %, and at a forecast of more than everything."
  }

  assert {
    condition     = alltrue([for alert in azurerm_consumption_budget_subscription.this.notification : alert.contact_emails == tolist(["team@example.com"]) && length(alert.contact_groups) == 0])
    error_message = "Each alert reaches somebody."
  }

  assert {
    condition     = azurerm_consumption_budget_subscription.this.time_period[0].start_date == formatdate("YYYY-MM-'01T00:00:00Z'", plantimestamp())
    error_message = "It begins with the month in which it is made."
  }
}

run "counts_one_environment_of_one_team" {
  assert {
    condition     = { for tag in azurerm_consumption_budget_subscription.this.filter[0].tag : tag.name => one(tag.values) } == { owner = "search", environment = "answers-staging" }
    error_message = "Costs are found by the tags of the team and the environment."
  }
}

run "takes_an_amount_and_a_topic" {
  variables {
    monthly_amount = 99.5
    topic          = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/answers/providers/Microsoft.Insights/actionGroups/costs"
  }

  assert {
    condition     = azurerm_consumption_budget_subscription.this.amount == 99.5
    error_message = "An amount of its own goes before that of the plan."
  }

  assert {
    condition     = alltrue([for alert in azurerm_consumption_budget_subscription.this.notification : one(alert.contact_groups) == var.topic])
    error_message = "Each alert goes to the topic, too."
  }
}

run "refuses_an_environment_without_an_owner" {
  command = plan

  variables {
    plan = { name = "answers-staging", budget_usd = 250, tags = { environment = "answers-staging" } }
  }

  expect_failures = [var.plan]
}

run "refuses_a_limit_of_nothing" {
  command = plan

  variables {
    monthly_amount = 0
  }

  expect_failures = [var.monthly_amount]
}

run "refuses_to_tell_nobody" {
  command = plan

  variables {
    recipients = []
  }

  expect_failures = [var.recipients]
}

run "refuses_more_recipients_than_the_cloud_tells" {
  command = plan

  variables {
    recipients = [for number in range(51) : "team-${number}@example.com"]
  }

  expect_failures = [var.recipients]
}

run "refuses_a_recipient_without_an_address" {
  command = plan

  variables {
    recipients = ["team"]
  }

  expect_failures = [var.recipients]
}

run "refuses_a_topic_of_another_form" {
  command = plan

  variables {
    topic = "costs"
  }

  expect_failures = [var.topic]
}

run "refuses_a_resource_group" {
  command = plan

  variables {
    subscription_id = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/answers"
  }

  expect_failures = [var.subscription_id]
}
