resource "azurerm_redis_cache" "tls" {
  name = "tls"
  non_ssl_port_enabled = false
}
