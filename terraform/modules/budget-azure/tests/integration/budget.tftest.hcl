# In a subscription of Azure. TF_VAR_subscription_id and TF_VAR_recipients say which one; ARM_SUBSCRIPTION_ID, too.
provider "azurerm" {
  features {}
}

variables {
  plan = {
    name       = "goldenpath-integration"
    budget_usd = 1
    tags       = { owner = "goldenpath", service = "goldenpath", environment = "goldenpath-integration" }
  }
}

run "makes_what_azure_accepts" {
  assert {
    condition     = startswith(output.budget_id, var.subscription_id) && length(azurerm_consumption_budget_subscription.this.notification) == 3
    error_message = "The budget is there, with its alerts."
  }
}

run "is_stable" {
  assert {
    condition     = output.budget_id == run.makes_what_azure_accepts.budget_id
    error_message = "A second apply replaces nothing."
  }
}
