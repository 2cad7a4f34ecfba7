resource "azurerm_kubernetes_cluster" "ckv_azure_6_bad" {
  name                    = "platform"
  private_cluster_enabled = false
}
