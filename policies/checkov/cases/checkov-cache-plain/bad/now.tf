resource "azurerm_redis_cache" "plain" {
  name = "plain"
  non_ssl_port_enabled = true
}
