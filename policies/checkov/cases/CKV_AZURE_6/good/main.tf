resource "azurerm_kubernetes_cluster" "ckv_azure_6_good" {
  name = "platform"
  api_server_access_profile {
    authorized_ip_ranges = ["192.0.2.0/24"]
  }
}
