resource "azurerm_mssql_server" "ckv_azure_113_bad" {
  name                          = "answers"
  public_network_access_enabled = true
}
