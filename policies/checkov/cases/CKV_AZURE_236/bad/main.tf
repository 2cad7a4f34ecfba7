resource "azurerm_cognitive_account" "ckv_azure_236_bad" {
  name               = "models"
  kind               = "OpenAI"
  local_auth_enabled = true
}
