mock_provider "azurerm" {
  # The real provider wants ids where ids belong.
  mock_resource "azurerm_key_vault" {
    defaults = {
      id        = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/answers/providers/Microsoft.KeyVault/vaults/kv-answers"
      vault_uri = "https://kv-answers.vault.azure.net/"
    }
  }

  mock_resource "azurerm_key_vault_key" {
    defaults = { versionless_id = "https://kv-answers.vault.azure.net/keys/data" }
  }

  mock_resource "azurerm_monitor_action_group" {
    defaults = { id = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/answers/providers/Microsoft.Insights/actionGroups/answers-staging-rotation" }
  }
}

variables {
  plan = {
    name      = "answers-staging"
    ephemeral = false
    tags      = { owner = "search", environment = "answers-staging" }
  }

  resource_group   = { id = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/answers", location = "westeurope" }
  tenant_id        = "44444444-5555-6666-7777-888888888888"
  deployer         = "55555555-6666-7777-8888-999999999999"
  network          = { ip_ranges = ["203.0.113.0/28"] }
  log_workspace_id = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/logs/providers/Microsoft.OperationalInsights/workspaces/audit"
  writers          = ["33333333-4444-5555-6666-777777777777"]
  recipients       = ["team@example.com"]

  secrets = {
    model-key = {
      description   = "Key of the model provider"
      rotation_days = 60
      readers       = ["11111111-2222-3333-4444-555555555555"]
    }
    webhook-key = {
      description = "Signs what partners are told"
      readers     = ["11111111-2222-3333-4444-555555555555", "22222222-3333-4444-5555-666666666666"]
    }
  }
}

run "makes_a_vault_that_only_named_networks_reach" {
  assert {
    condition     = can(regex("^kv-[a-z0-9-]{1,11}-[0-9a-f]{8}$", azurerm_key_vault.this.name)) && azurerm_key_vault.this.resource_group_name == "answers"
    error_message = "The vault has 24 characters at most, and is in the resource group."
  }

  assert {
    condition     = azurerm_key_vault.this.rbac_authorization_enabled
    error_message = "Access is by roles, not by policies of the vault."
  }

  assert {
    condition     = azurerm_key_vault.this.network_acls[0].default_action == "Deny" && azurerm_key_vault.this.network_acls[0].ip_rules == toset(["203.0.113.0/28"])
    error_message = "Who is not named does not reach the vault."
  }

  assert {
    condition     = output.secret_ids == { model-key = "model-key", webhook-key = "webhook-key" } && output.vault_uri == azurerm_key_vault.this.vault_uri && output.key_id == azurerm_key_vault_key.this.versionless_id && output.reminders == azurerm_monitor_action_group.reminders.id
    error_message = "Outputs name the key, the secrets and the action group."
  }
}

run "rotates_the_key_every_month" {
  assert {
    condition     = azurerm_key_vault_key.this.rotation_policy[0].automatic[0].time_after_creation == "P30D" && azurerm_key_vault_key.this.rotation_policy[0].expire_after == "P90D" && azurerm_key_vault_key.this.key_size == 3072
    error_message = "The key is rotated every 30 days, and none is used for longer than 90."
  }

  assert {
    condition     = azurerm_role_assignment.deployer.role_definition_name == "Key Vault Crypto Officer" && azurerm_role_assignment.deployer.principal_id == "55555555-6666-7777-8888-999999999999"
    error_message = "Who applies makes the key, and may do nothing with secrets."
  }
}

run "keeps_for_ninety_days_what_was_deleted" {
  assert {
    condition     = azurerm_key_vault.this.purge_protection_enabled && azurerm_key_vault.this.soft_delete_retention_days == 90
    error_message = "What lasts can be brought back for 90 days, and nobody purges it."
  }
}

run "keeps_nothing_of_a_preview" {
  variables {
    plan = {
      name      = "answers-pr-7"
      ephemeral = true
      tags      = { owner = "search", environment = "answers-pr-7", ttl = "24h" }
    }
  }

  assert {
    condition     = !azurerm_key_vault.this.purge_protection_enabled && azurerm_key_vault.this.soft_delete_retention_days == 7
    error_message = "The vault of a preview can be purged."
  }

  assert {
    condition     = azurerm_key_vault.this.tags.ttl == "24h" && azurerm_key_vault.this.tags.owner == "search"
    error_message = "The reaper finds an owner and an end."
  }
}

run "says_of_everything_whose_it_is" {
  assert {
    condition = alltrue([
      for tags in [
        azurerm_key_vault.this.tags,
        azurerm_key_vault_key.this.tags,
        azurerm_monitor_action_group.reminders.tags,
        azurerm_monitor_scheduled_query_rules_alert_v2.rotation.tags,
      ] : tags == var.plan.tags
    ])
    error_message = "Everything that can have tags has those of the plan."
  }
}

run "gives_access_to_one_secret_each" {
  assert {
    condition = { for name, access in azurerm_role_assignment.secret : name => [trimprefix(access.scope, azurerm_key_vault.this.id), access.role_definition_name, access.principal_id] } == {
      "model-key read by 11111111-2222-3333-4444-555555555555"      = ["/secrets/model-key", "Key Vault Secrets User", "11111111-2222-3333-4444-555555555555"]
      "model-key written by 33333333-4444-5555-6666-777777777777"   = ["/secrets/model-key", "Key Vault Secrets Officer", "33333333-4444-5555-6666-777777777777"]
      "webhook-key read by 11111111-2222-3333-4444-555555555555"    = ["/secrets/webhook-key", "Key Vault Secrets User", "11111111-2222-3333-4444-555555555555"]
      "webhook-key read by 22222222-3333-4444-5555-666666666666"    = ["/secrets/webhook-key", "Key Vault Secrets User", "22222222-3333-4444-5555-666666666666"]
      "webhook-key written by 33333333-4444-5555-6666-777777777777" = ["/secrets/webhook-key", "Key Vault Secrets Officer", "33333333-4444-5555-6666-777777777777"]
    }
    error_message = "A reader of one secret reads that one, and nobody has a role over the vault."
  }
}

run "logs_who_reads" {
  assert {
    condition     = azurerm_monitor_diagnostic_setting.audit.target_resource_id == azurerm_key_vault.this.id && [for log in azurerm_monitor_diagnostic_setting.audit.enabled_log : log.category] == ["AuditEvent"]
    error_message = "Each use of a secret is in the log."
  }
}

run "refuses_values_that_never_end_and_reminds_before" {
  assert {
    condition     = jsondecode(azurerm_resource_policy_assignment.expiry.parameters) == { effect = { value = "Deny" } }
    error_message = "A value without an end is refused."
  }

  assert {
    condition     = jsondecode(azurerm_resource_policy_assignment.validity[0].parameters) == { effect = { value = "Deny" }, maximumValidityInDays = { value = 90 } }
    error_message = "A value ends thirty days after the longest of the periods."
  }

  assert {
    condition     = strcontains(azurerm_monitor_scheduled_query_rules_alert_v2.rotation.criteria[0].query, "SecretNearExpiryEventGridNotification") && strcontains(azurerm_monitor_scheduled_query_rules_alert_v2.rotation.criteria[0].query, azurerm_key_vault.this.id)
    error_message = "The alert looks for the event of this vault."
  }

  assert {
    condition     = azurerm_monitor_scheduled_query_rules_alert_v2.rotation.criteria[0].threshold == 0 && azurerm_monitor_scheduled_query_rules_alert_v2.rotation.skip_query_validation
    error_message = "One event is enough, and none has to be there before."
  }

  assert {
    condition     = azurerm_monitor_scheduled_query_rules_alert_v2.rotation.action[0].action_groups == tolist([azurerm_monitor_action_group.reminders.id]) && [for receiver in azurerm_monitor_action_group.reminders.email_receiver : receiver.email_address] == ["team@example.com"]
    error_message = "Somebody is told."
  }
}

run "has_no_validity_to_ask_for_without_secrets" {
  variables {
    secrets = {}
  }

  assert {
    condition     = length(azurerm_resource_policy_assignment.validity) == 0
    error_message = "No secret, no longest period."
  }
}

run "refuses_a_name_that_a_cloud_does_not_take" {
  command = plan

  variables {
    secrets = { "Model_Key" = { description = "Key of the model provider", readers = ["11111111-2222-3333-4444-555555555555"] } }
  }

  expect_failures = [var.secrets]
}

run "refuses_a_value" {
  command = plan

  variables {
    secrets = { model-key = { description = "Key of the model provider", readers = ["11111111-2222-3333-4444-555555555555"], value = "what nobody may read here" } }
  }

  expect_failures = [var.secrets]
}

run "refuses_a_description_that_is_a_value" {
  command = plan

  variables {
    secrets = { model-key = { description = "use A1b2C3d4E5f6G7h8", readers = ["11111111-2222-3333-4444-555555555555"] } }
  }

  expect_failures = [var.secrets]
}

run "refuses_a_secret_that_stays_for_longer_than_ninety_days" {
  command = plan

  variables {
    secrets = { model-key = { description = "Key of the model provider", readers = ["11111111-2222-3333-4444-555555555555"], rotation_days = 91 } }
  }

  expect_failures = [var.secrets]
}

run "refuses_half_a_day" {
  command = plan

  variables {
    secrets = { model-key = { description = "Key of the model provider", readers = ["11111111-2222-3333-4444-555555555555"], rotation_days = 1.5 } }
  }

  expect_failures = [var.secrets]
}

run "refuses_a_secret_that_nobody_reads" {
  command = plan

  variables {
    secrets = { model-key = { description = "Key of the model provider", readers = [] } }
  }

  expect_failures = [var.secrets]
}

run "refuses_everybody_as_a_reader" {
  command = plan

  variables {
    secrets = { model-key = { description = "Key of the model provider", readers = ["*"] } }
  }

  expect_failures = [var.secrets]
}

run "refuses_a_name_as_a_reader" {
  command = plan

  variables {
    secrets = { model-key = { description = "Key of the model provider", readers = ["answers"] } }
  }

  expect_failures = [var.secrets]
}

run "refuses_a_subscription_as_a_reader" {
  command = plan

  variables {
    secrets = { model-key = { description = "Key of the model provider", readers = ["/subscriptions/11111111-2222-3333-4444-555555555555"] } }
  }

  expect_failures = [var.secrets]
}

run "refuses_an_id_of_another_form_as_a_reader" {
  command = plan

  variables {
    secrets = { model-key = { description = "Key of the model provider", readers = ["11111111222233334444555555555555"] } }
  }

  expect_failures = [var.secrets]
}

run "refuses_to_have_no_writers" {
  command = plan

  variables {
    writers = []
  }

  expect_failures = [var.writers]
}

run "refuses_a_writer_of_another_form" {
  command = plan

  variables {
    writers = ["keepers@example.com"]
  }

  expect_failures = [var.writers]
}

run "refuses_a_reader_that_writes" {
  command = plan

  variables {
    writers = ["11111111-2222-3333-4444-555555555555"]
  }

  expect_failures = [var.writers]
}

run "refuses_to_remind_nobody" {
  command = plan

  variables {
    recipients = []
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

run "refuses_a_resource_group_by_its_name" {
  command = plan

  variables {
    resource_group = { id = "answers", location = "westeurope" }
  }

  expect_failures = [var.resource_group]
}

run "refuses_a_tenant_by_its_name" {
  command = plan

  variables {
    tenant_id = "example.com"
  }

  expect_failures = [var.tenant_id]
}

run "refuses_a_deployer_by_its_name" {
  command = plan

  variables {
    deployer = "somebody@example.com"
  }

  expect_failures = [var.deployer]
}

run "refuses_a_vault_that_nobody_reaches" {
  command = plan

  variables {
    network = {}
  }

  expect_failures = [var.network]
}

run "refuses_a_vault_that_everybody_reaches" {
  command = plan

  variables {
    network = { ip_ranges = ["0.0.0.0/0"] }
  }

  expect_failures = [var.network]
}

run "refuses_a_workspace_by_its_name" {
  command = plan

  variables {
    log_workspace_id = "audit"
  }

  expect_failures = [var.log_workspace_id]
}
