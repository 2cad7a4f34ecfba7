mock_provider "aws" {}

variables {
  plan = {
    name       = "answers-staging"
    budget_usd = 250
    tags       = { owner = "search", service = "answers", environment = "answers-staging" }
  }
  recipients = ["team@example.com"]
}

run "warns_before_the_limit" {
  assert {
    condition     = aws_budgets_budget.this.limit_amount == "250" && aws_budgets_budget.this.limit_unit == "USD" && aws_budgets_budget.this.time_unit == "MONTHLY"
    error_message = "The limit of a month is that of the plan."
  }

  assert {
    condition = toset([for alert in aws_budgets_budget.this.notification : "${alert.notification_type} ${alert.threshold} ${alert.threshold_type} ${alert.comparison_operator}"]) == toset([
      "ACTUAL 70 PERCENTAGE GREATER_THAN", "ACTUAL 90 PERCENTAGE GREATER_THAN", "FORECASTED 100 PERCENTAGE GREATER_THAN",
    ])
    error_message = "Alerts are at 70 % and 90 %, and at a forecast of more than everything."
  }

  assert {
    condition     = alltrue([for alert in aws_budgets_budget.this.notification : alert.subscriber_email_addresses == toset(["team@example.com"]) && length(alert.subscriber_sns_topic_arns) == 0])
    error_message = "Each alert reaches somebody."
  }
}

run "counts_one_environment_of_one_team" {
  assert {
    condition     = [for filter in aws_budgets_budget.this.cost_filter : "${filter.name} ${join(" ", filter.values)}"] == ["TagKeyValue user:environment$answers-staging"]
    error_message = "Costs are found by the tag of the environment."
  }

  assert {
    condition     = aws_budgets_budget.this.name == "search/answers-staging" && aws_budgets_budget.this.tags.owner == "search"
    error_message = "The budget says whose it is."
  }
}

run "takes_an_amount_and_a_topic" {
  variables {
    monthly_amount = 99.5
    topic          = "arn:aws:sns:eu-central-1:123456789012:costs"
  }

  assert {
    condition     = aws_budgets_budget.this.limit_amount == "99.5"
    error_message = "An amount of its own goes before that of the plan."
  }

  assert {
    condition     = alltrue([for alert in aws_budgets_budget.this.notification : alert.subscriber_sns_topic_arns == toset(["arn:aws:sns:eu-central-1:123456789012:costs"])])
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
    recipients = [for number in range(11) : "team-${number}@example.com"]
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
