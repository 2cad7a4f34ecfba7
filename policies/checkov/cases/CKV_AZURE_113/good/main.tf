resource "azurerm_mssql_server" "ckv_azure_113_good" {
  name                          = "answers"
  public_network_access_enabled = false
}
