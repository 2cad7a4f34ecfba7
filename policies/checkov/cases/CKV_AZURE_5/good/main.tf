resource "azurerm_kubernetes_cluster" "ckv_azure_5_good" {
  name                              = "platform"
  role_based_access_control_enabled = true
}
