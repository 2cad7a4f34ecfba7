resource "azurerm_redis_cache" "tls_by_default" {
  name = "cache"
}
