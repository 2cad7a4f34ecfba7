resource "azurerm_container_registry" "ckv_azure_137_good" {
  name          = "images"
  sku           = "Premium"
  admin_enabled = false
}
