resource "azurerm_key_vault" "ckv_azure_110_good" {
  name                     = "keys"
  purge_protection_enabled = true
}
