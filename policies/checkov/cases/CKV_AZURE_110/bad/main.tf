resource "azurerm_key_vault" "ckv_azure_110_bad" {
  name                     = "keys"
  purge_protection_enabled = false
}
