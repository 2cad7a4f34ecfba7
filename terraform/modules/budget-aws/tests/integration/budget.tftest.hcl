# In an account of AWS. TF_VAR_recipients says who is told; AWS_REGION where the provider is.
provider "aws" {}

variables {
  plan = {
    name       = "goldenpath-integration"
    budget_usd = 1
    tags       = { owner = "goldenpath", service = "goldenpath", environment = "goldenpath-integration" }
  }
}

run "makes_what_aws_accepts" {
  assert {
    condition     = strcontains(output.budget_id, "budget/goldenpath/goldenpath-integration") && length(aws_budgets_budget.this.notification) == 3
    error_message = "The budget is there, with its alerts."
  }
}

run "is_stable" {
  assert {
    condition     = output.budget_id == run.makes_what_aws_accepts.budget_id
    error_message = "A second apply replaces nothing."
  }
}
