resource "azurerm_redis_cache" "ckv_azure_89_good" {
  name                          = "cache"
  public_network_access_enabled = false
}
