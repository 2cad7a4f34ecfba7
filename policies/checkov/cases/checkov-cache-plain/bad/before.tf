resource "azurerm_redis_cache" "plain_before" {
  name = "plain_before"
  enable_non_ssl_port = true
}
