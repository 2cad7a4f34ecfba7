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
  tenant_id             = "9f8e7d6c-1111-2222-3333-444455556666"
  resource_group        = { id = "/subscriptions/0a1b2c3d-1111-2222-3333-444455556666/resourceGroups/answers-staging", location = "westeurope" }
  previews_subscription = "1b2c3d4e-1111-2222-3333-444455556666"
  issuer                = "https://gitlab.com"
  subjects = {
    plan    = ["a plan"]
    preview = ["a preview of a change", "the end of a preview"]
    deploy  = ["a deployment"]
  }
  state = {
    container = "/subscriptions/0a1b2c3d-1111-2222-3333-444455556666/resourceGroups/state/providers/Microsoft.Storage/storageAccounts/acmestate/blobServices/default/containers/state"
    own       = "answers/staging"
    previews  = "answers/preview"
  }
}

run "each_subject_is_trusted_for_its_stage" {
  assert {
    condition     = sort([for credential in azurerm_federated_identity_credential.this : credential.subject]) == sort(flatten(values(var.subjects)))
    error_message = "There is a credential for each subject."
  }

  assert {
    condition     = alltrue([for credential in azurerm_federated_identity_credential.this : credential.audience == tolist(["api://AzureADTokenExchange"]) && credential.issuer == "https://gitlab.com"])
    error_message = "A credential asks for issuer and audience."
  }
}

run "a_plan_changes_nothing" {
  assert {
    condition     = alltrue([for action in azurerm_role_definition.this["plan"].permissions[0].actions : endswith(action, "/read")])
    error_message = "The stage plan reads."
  }
}

run "no_stage_writes_what_it_may" {
  assert {
    condition     = length([for action in azurerm_role_definition.this["deploy"].permissions[0].actions : action if can(regex("(ManagedIdentity/.*|Authorization/role(Definitions|ManagementPolicies).*)/(write|delete|action)$", action))]) == 0
    error_message = "The stage deploy writes no identity and no role."
  }

  assert {
    condition     = strcontains(azurerm_role_assignment.this["deploy"].condition, "GuidEquals {14b46e9e-c2b7-41b4-b07b-48a6ebf60603, b86a8fe4-44ce-4948-aee5-eccb2c155cd7, 4633458b-17de-408a-b874-0445c86b69e6}")
    error_message = "The stage deploy gives three roles of vaults only."
  }

  assert {
    condition     = alltrue([for role in azurerm_role_definition.this : alltrue([for action in role.permissions[0].actions : !strcontains(action, "*") && !strcontains(action, "listKeys")])])
    error_message = "No stage has a pattern of actions, or keys of an account."
  }
}

run "previews_are_made_in_their_own_subscription" {
  assert {
    condition     = azurerm_role_assignment.this["preview"].scope == "/subscriptions/1b2c3d4e-1111-2222-3333-444455556666" && azurerm_role_assignment.this["deploy"].scope == var.resource_group.id
    error_message = "What previews may do, they may in their subscription."
  }

  assert {
    condition     = strcontains(azurerm_role_assignment.this["preview"].condition, "ba92f5b4-2d11-453d-a403-e96b0029c9fe, 974c5e8b-45b9-4653-ba55-5f855dd0fb88")
    error_message = "A preview's pipeline grants two roles only."
  }
}

run "each_stage_has_its_own_state" {
  assert {
    condition     = endswith(azurerm_role_assignment.state["preview"].condition, " OR (@Resource[Microsoft.Storage/storageAccounts/blobServices/containers/blobs:path] StringStartsWith 'answers/preview/')")
    error_message = "Previews do not see the state of staging."
  }

  assert {
    condition     = azurerm_role_assignment.state["plan"].role_definition_name == "Storage Blob Data Reader"
    error_message = "A plan reads states."
  }
}

run "production_has_no_previews" {
  variables {
    subjects              = { deploy = ["a deployment"] }
    previews_subscription = null
  }

  assert {
    condition     = join(",", keys(azurerm_user_assigned_identity.this)) == "deploy"
    error_message = "There is an identity for each stage that was asked for."
  }
}

run "a_preview_has_no_roles_of_its_own" {
  command         = plan
  expect_failures = [var.plan]

  variables {
    plan = { name = "answers-pr-7", service = "answers", ephemeral = true, tags = {} }
  }
}

run "a_tenant_is_a_uuid" {
  command         = plan
  expect_failures = [var.tenant_id]

  variables {
    tenant_id = "acme"
  }
}

run "a_resource_group_has_an_id" {
  command         = plan
  expect_failures = [var.resource_group]

  variables {
    resource_group = { id = "answers-staging", location = "westeurope" }
  }
}

run "a_subscription_is_a_uuid" {
  command         = plan
  expect_failures = [var.previews_subscription]

  variables {
    previews_subscription = "acme"
  }
}

run "previews_in_the_subscription_of_staging" {
  command         = plan
  expect_failures = [var.previews_subscription]

  variables {
    previews_subscription = "0a1b2c3d-1111-2222-3333-444455556666"
  }
}

run "an_issuer_without_tls" {
  command         = plan
  expect_failures = [var.issuer]

  variables {
    issuer = "http://gitlab.com"
  }
}

run "an_unknown_stage" {
  command         = plan
  expect_failures = [var.subjects]

  variables {
    subjects = { admin = ["anybody"] }
  }
}

run "a_stage_without_subject" {
  command         = plan
  expect_failures = [var.subjects]

  variables {
    subjects = { deploy = [] }
  }
}

run "a_subject_that_is_a_pattern" {
  command         = plan
  expect_failures = [var.subjects]

  variables {
    subjects = { deploy = ["repo:acme/*"] }
  }
}

run "a_container_has_an_id" {
  command         = plan
  expect_failures = [var.state]

  variables {
    state = { container = "state", own = "answers/staging", previews = "answers/preview" }
  }
}

run "a_state_within_another" {
  command         = plan
  expect_failures = [var.state]

  variables {
    state = { container = "/subscriptions/0a1b2c3d-1111-2222-3333-444455556666/resourceGroups/state/providers/Microsoft.Storage/storageAccounts/acmestate/blobServices/default/containers/state", own = "answers", previews = "answers/preview" }
  }
}

run "previews_without_state" {
  command         = plan
  expect_failures = [var.state]

  variables {
    state = { container = "/subscriptions/0a1b2c3d-1111-2222-3333-444455556666/resourceGroups/state/providers/Microsoft.Storage/storageAccounts/acmestate/blobServices/default/containers/state", own = "answers/staging" }
  }
}
