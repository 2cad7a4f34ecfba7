output "key_id" {
  description = "Id of the key for the data of the environment, without a version: who uses it follows its rotation."
  value       = azurerm_key_vault_key.this.versionless_id
}

output "secret_ids" {
  description = "What each container is called in the store, by the name of the secret: `remoteRef.key` of an external secret."
  value       = { for name in keys(var.secrets) : name => name }
}

output "vault_uri" {
  description = "Address of the vault, whose name nobody can guess."
  value       = azurerm_key_vault.this.vault_uri
}

output "reminders" {
  description = "Id of the action group that is told when a secret has to change."
  value       = azurerm_monitor_action_group.reminders.id
}
