resource "azurerm_cognitive_account" "ckv_azure_134_bad" {
  name                          = "models"
  kind                          = "OpenAI"
  public_network_access_enabled = true
}
