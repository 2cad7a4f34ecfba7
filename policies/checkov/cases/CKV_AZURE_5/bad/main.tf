resource "azurerm_kubernetes_cluster" "ckv_azure_5_bad" {
  name                              = "platform"
  role_based_access_control_enabled = false
}
