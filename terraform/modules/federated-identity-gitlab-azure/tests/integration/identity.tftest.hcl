# In a cloud of yours. ARM_SUBSCRIPTION_ID, TF_VAR_tenant_id, TF_VAR_resource_group and TF_VAR_state say where.
provider "azurerm" {
  features {}
}

variables {
  plan = {
    name      = "goldenpath-integration"
    service   = "goldenpath"
    ephemeral = false
    tags      = { owner = "goldenpath", service = "goldenpath", environment = "goldenpath-integration" }
  }
  repository = { path = "acme/answers", id = "1", namespace_id = "1" }
  stages     = { deploy = { environments = ["staging"], tiers = ["staging"] } }
}

run "makes_what_the_cloud_accepts" {
  assert {
    condition     = can(regex("^[0-9a-f-]{36}$", output.identities.deploy.role))
    error_message = "The identity has a client id."
  }
}

run "is_stable" {
  assert {
    condition     = output.identities == run.makes_what_the_cloud_accepts.identities
    error_message = "A second apply replaces nothing."
  }
}
