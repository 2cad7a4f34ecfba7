# In a project of Google Cloud. TF_VAR_billing_account, TF_VAR_project and TF_VAR_recipients say which one.
provider "google" {
  project               = var.project.id
  billing_project       = var.project.id
  user_project_override = true
}

variables {
  plan = {
    name       = "goldenpath-integration"
    budget_usd = 1
    tags       = { owner = "goldenpath", service = "goldenpath", environment = "goldenpath-integration" }
  }
}

run "makes_what_google_accepts" {
  assert {
    condition     = strcontains(output.budget_id, "billingAccounts/${var.billing_account}/budgets/") && length(google_billing_budget.this.threshold_rules) == 3
    error_message = "The budget is there, with its alerts."
  }
}

run "is_stable" {
  assert {
    condition     = output.budget_id == run.makes_what_google_accepts.budget_id
    error_message = "A second apply replaces nothing."
  }
}
