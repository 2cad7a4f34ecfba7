resource "azurerm_cognitive_account" "ckv_azure_236_good" {
  name               = "models"
  kind               = "OpenAI"
  local_auth_enabled = false
}
