resource "azurerm_container_registry" "ckv_azure_137_bad" {
  name          = "images"
  sku           = "Premium"
  admin_enabled = true
}
