mock_provider "azurerm" {
  mock_resource "azurerm_user_assigned_identity" {
    defaults = {
      id           = "/subscriptions/0a1b2c3d-1111-2222-3333-444455556666/resourceGroups/answers-staging/providers/Microsoft.ManagedIdentity/userAssignedIdentities/ci"
      principal_id = "11111111-2222-3333-4444-555566667777"
    }
  }

  mock_resource "azurerm_role_definition" {
    defaults = {
      role_definition_resource_id = "/subscriptions/0a1b2c3d-1111-2222-3333-444455556666/providers/Microsoft.Authorization/roleDefinitions/22222222-3333-4444-5555-666677778888"
    }
  }
}

variables {
  plan = {
    name      = "answers-staging"
    service   = "answers"
    ephemeral = false
    tags      = { owner = "platform", environment = "answers-staging" }
  }
  repository = { path = "acme/answers", id = "456789", namespace_id = "123456" }
  stages = {
    plan    = { environments = ["plan"], tiers = ["development"] }
    preview = { environments = ["preview"], tiers = ["development"] }
    deploy  = { environments = ["staging"], tiers = ["staging"] }
  }
  tenant_id             = "9f8e7d6c-1111-2222-3333-444455556666"
  resource_group        = { id = "/subscriptions/0a1b2c3d-1111-2222-3333-444455556666/resourceGroups/answers-staging", location = "westeurope" }
  previews_subscription = "1b2c3d4e-1111-2222-3333-444455556666"
  state = {
    container = "/subscriptions/0a1b2c3d-1111-2222-3333-444455556666/resourceGroups/state/providers/Microsoft.Storage/storageAccounts/acmestate/blobServices/default/containers/state"
    own       = "answers/staging"
    previews  = "answers/preview"
  }
}

run "each_stage_has_an_identity" {
  assert {
    condition     = join(",", keys(output.identities)) == "deploy,plan,preview"
    error_message = "There is an identity for each stage that was asked for."
  }

  assert {
    condition     = alltrue([for identity in output.identities : join(",", keys(identity)) == "role,subscription,tenant"])
    error_message = "An identity has the names that goldenpath.toml knows."
  }

  assert {
    condition     = output.audience == "api://AzureADTokenExchange"
    error_message = "The audience is the one that pipelines ask for."
  }
}

run "only_the_stages_that_were_asked_for" {
  variables {
    stages = {
      preview = { environments = ["preview"], tiers = ["development"] }
      deploy  = { environments = ["staging"], tiers = ["staging"] }
    }
  }

  assert {
    condition     = join(",", keys(output.identities)) == "deploy,preview"
    error_message = "A stage that was not asked for has no identity."
  }
}
