mock_provider "google" {
  mock_resource "google_monitoring_notification_channel" {
    defaults = { id = "projects/my-project/notificationChannels/1" }
  }
}

variables {
  plan = {
    name       = "answers-staging"
    budget_usd = 250
    tags       = { owner = "search", service = "answers", environment = "answers-staging" }
  }
  billing_account = "012345-6789AB-CDEF01"
  project         = { id = "my-project", number = "123456789012" }
  recipients      = ["team@example.com"]
}

run "warns_before_the_limit" {
  assert {
    condition     = google_billing_budget.this.amount[0].specified_amount[0].units == "250" && google_billing_budget.this.amount[0].specified_amount[0].nanos == 0 && google_billing_budget.this.budget_filter[0].calendar_period == "MONTH"
    error_message = "The limit of a month is that of the plan."
  }

  assert {
    condition     = toset([for alert in google_billing_budget.this.threshold_rules : "${alert.spend_basis} ${alert.threshold_percent}"]) == toset(["CURRENT_SPEND 0.7", "CURRENT_SPEND 0.9", "FORECASTED_SPEND 1"])
    error_message = "Alerts are at 70 % and 90 %, and at a forecast of more than everything."
  }

  assert {
    condition     = google_billing_budget.this.all_updates_rule[0].monitoring_notification_channels == tolist(["projects/my-project/notificationChannels/1"]) && google_monitoring_notification_channel.recipient["team@example.com"].labels.email_address == "team@example.com"
    error_message = "Each alert reaches somebody."
  }

  assert {
    condition     = google_billing_budget.this.all_updates_rule[0].disable_default_iam_recipients && google_billing_budget.this.all_updates_rule[0].pubsub_topic == null
    error_message = "Administrators of the billing account are not told of each team's costs."
  }
}

run "counts_one_environment_of_one_team" {
  assert {
    condition     = google_billing_budget.this.budget_filter[0].labels == tomap({ environment = "answers-staging" }) && google_billing_budget.this.budget_filter[0].projects == toset(["projects/123456789012"])
    error_message = "Costs are found by the project and the label of the environment."
  }

  assert {
    condition     = google_billing_budget.this.display_name == "search/answers-staging"
    error_message = "The budget says whose it is."
  }
}

run "takes_an_amount_and_a_topic" {
  variables {
    monthly_amount = 99.5
    topic          = "projects/my-project/topics/costs"
  }

  assert {
    condition     = google_billing_budget.this.amount[0].specified_amount[0].units == "99" && google_billing_budget.this.amount[0].specified_amount[0].nanos == 500000000
    error_message = "An amount of its own goes before that of the plan."
  }

  assert {
    condition     = google_billing_budget.this.all_updates_rule[0].pubsub_topic == "projects/my-project/topics/costs"
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
    recipients = [for number in range(6) : "team-${number}@example.com"]
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

run "refuses_a_billing_account_of_another_form" {
  command = plan

  variables {
    billing_account = "my-account"
  }

  expect_failures = [var.billing_account]
}

run "refuses_a_project_without_its_number" {
  command = plan

  variables {
    project = { id = "my-project", number = "my-project" }
  }

  expect_failures = [var.project]
}
