# What each stage may do, and nothing else.
locals {
  prefixes = {
    plan    = compact([var.state.own, var.state.previews])
    preview = compact([var.state.previews])
    deploy  = [var.state.own]
  }
  states = { for stage, prefixes in local.prefixes : stage => prefixes if contains(keys(var.subjects), stage) }

  blobs = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs"
  only_own_state = {
    for stage, prefixes in local.states : stage => join(" OR ", concat(
      ["(${join(" AND ", [for action in ["read", "write", "delete", "add/action", "move/action"] : "!(ActionMatches{'${local.blobs}/${action}'})"])})"],
      [for prefix in prefixes : "(@Resource[${local.blobs}:path] StringStartsWith '${prefix}/')"],
    ))
  }

  # It tells what there is and who may what, never what is in it.
  read = [
    "Microsoft.Authorization/policyAssignments/read",
    "Microsoft.Authorization/roleAssignments/read",
    "Microsoft.Authorization/roleDefinitions/read",
    "Microsoft.Insights/actionGroups/read",
    "Microsoft.Insights/diagnosticSettings/read",
    "Microsoft.Insights/scheduledQueryRules/read",
    "Microsoft.KeyVault/vaults/read",
    "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/read",
    "Microsoft.ManagedIdentity/userAssignedIdentities/read",
    "Microsoft.Resources/subscriptions/resourceGroups/read",
  ]

  # Containers, never a value, and who may read one; no identity and no role: who may write its own permissions has them all.
  change_own = [
    "Microsoft.Authorization/policyAssignments/delete",
    "Microsoft.Authorization/policyAssignments/write",
    "Microsoft.Authorization/roleAssignments/delete",
    "Microsoft.Authorization/roleAssignments/write",
    "Microsoft.Insights/actionGroups/delete",
    "Microsoft.Insights/actionGroups/write",
    "Microsoft.Insights/diagnosticSettings/delete",
    "Microsoft.Insights/diagnosticSettings/write",
    "Microsoft.Insights/scheduledQueryRules/delete",
    "Microsoft.Insights/scheduledQueryRules/write",
    "Microsoft.KeyVault/vaults/delete",
    "Microsoft.KeyVault/vaults/write",
  ]

  # All that is in the subscription of previews is a preview.
  make_previews = [
    "Microsoft.Authorization/roleAssignments/delete",
    "Microsoft.Authorization/roleAssignments/read",
    "Microsoft.Authorization/roleAssignments/write",
    "Microsoft.Authorization/roleDefinitions/read",
    "Microsoft.Cache/redisEnterprise/databases/accessPolicyAssignments/delete",
    "Microsoft.Cache/redisEnterprise/databases/accessPolicyAssignments/read",
    "Microsoft.Cache/redisEnterprise/databases/accessPolicyAssignments/write",
    "Microsoft.Cache/redisEnterprise/databases/delete",
    "Microsoft.Cache/redisEnterprise/databases/read",
    "Microsoft.Cache/redisEnterprise/databases/write",
    "Microsoft.Cache/redisEnterprise/delete",
    "Microsoft.Cache/redisEnterprise/read",
    "Microsoft.Cache/redisEnterprise/write",
    "Microsoft.DBforPostgreSQL/flexibleServers/administrators/delete",
    "Microsoft.DBforPostgreSQL/flexibleServers/administrators/read",
    "Microsoft.DBforPostgreSQL/flexibleServers/administrators/write",
    "Microsoft.DBforPostgreSQL/flexibleServers/configurations/read",
    "Microsoft.DBforPostgreSQL/flexibleServers/databases/delete",
    "Microsoft.DBforPostgreSQL/flexibleServers/databases/read",
    "Microsoft.DBforPostgreSQL/flexibleServers/databases/write",
    "Microsoft.DBforPostgreSQL/flexibleServers/delete",
    "Microsoft.DBforPostgreSQL/flexibleServers/read",
    "Microsoft.DBforPostgreSQL/flexibleServers/write",
    "Microsoft.KeyVault/vaults/keys/read",
    "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action",
    "Microsoft.ManagedIdentity/userAssignedIdentities/delete",
    "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/delete",
    "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/read",
    "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/write",
    "Microsoft.ManagedIdentity/userAssignedIdentities/read",
    "Microsoft.ManagedIdentity/userAssignedIdentities/write",
    "Microsoft.Network/privateDnsZones/join/action",
    "Microsoft.Network/privateEndpoints/delete",
    "Microsoft.Network/privateEndpoints/privateDnsZoneGroups/delete",
    "Microsoft.Network/privateEndpoints/privateDnsZoneGroups/read",
    "Microsoft.Network/privateEndpoints/privateDnsZoneGroups/write",
    "Microsoft.Network/privateEndpoints/read",
    "Microsoft.Network/privateEndpoints/write",
    "Microsoft.Network/virtualNetworks/subnets/join/action",
    "Microsoft.Network/virtualNetworks/subnets/read",
    "Microsoft.Resources/deployments/delete",
    "Microsoft.Resources/deployments/operationStatuses/read",
    "Microsoft.Resources/deployments/operations/read",
    "Microsoft.Resources/deployments/read",
    "Microsoft.Resources/deployments/validate/action",
    "Microsoft.Resources/deployments/write",
    "Microsoft.Resources/subscriptions/resourceGroups/delete",
    "Microsoft.Resources/subscriptions/resourceGroups/read",
    "Microsoft.Resources/subscriptions/resourceGroups/write",
    "Microsoft.Storage/storageAccounts/blobServices/containers/delete",
    "Microsoft.Storage/storageAccounts/blobServices/containers/read",
    "Microsoft.Storage/storageAccounts/blobServices/containers/write",
    "Microsoft.Storage/storageAccounts/blobServices/read",
    "Microsoft.Storage/storageAccounts/blobServices/write",
    "Microsoft.Storage/storageAccounts/delete",
    "Microsoft.Storage/storageAccounts/managementPolicies/delete",
    "Microsoft.Storage/storageAccounts/managementPolicies/read",
    "Microsoft.Storage/storageAccounts/managementPolicies/write",
    "Microsoft.Storage/storageAccounts/queueServices/queues/delete",
    "Microsoft.Storage/storageAccounts/queueServices/queues/read",
    "Microsoft.Storage/storageAccounts/queueServices/queues/write",
    "Microsoft.Storage/storageAccounts/queueServices/read",
    "Microsoft.Storage/storageAccounts/read",
    "Microsoft.Storage/storageAccounts/write",
  ]

  # The roles that a stage may give: Key Vault Crypto Officer, Secrets Officer and Secrets User; Storage Blob and Storage Queue
  # Data Contributor.
  granted = {
    deploy  = "{14b46e9e-c2b7-41b4-b07b-48a6ebf60603, b86a8fe4-44ce-4948-aee5-eccb2c155cd7, 4633458b-17de-408a-b874-0445c86b69e6}"
    preview = "{ba92f5b4-2d11-453d-a403-e96b0029c9fe, 974c5e8b-45b9-4653-ba55-5f855dd0fb88}"
  }
  only_grants = { for stage, ids in local.granted : stage => join(" AND ", [
    for action, where in { write = "Request", delete = "Resource" } : join(" OR ", [
      "((!(ActionMatches{'Microsoft.Authorization/roleAssignments/${action}'}))",
      "(@${where}[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals ${ids}))",
    ])
  ]) }

  roles = { for stage, role in {
    plan    = { scope = var.resource_group.id, actions = local.read, only = null }
    deploy  = { scope = var.resource_group.id, actions = concat(local.read, local.change_own), only = local.only_grants.deploy }
    preview = { scope = "/subscriptions/${coalesce(var.previews_subscription, local.subscription)}", actions = local.make_previews, only = local.only_grants.preview }
  } : stage => role if contains(keys(var.subjects), stage) }
}
