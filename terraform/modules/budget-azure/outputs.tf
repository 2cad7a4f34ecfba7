output "budget_id" {
  description = "Id of the budget."
  value       = azurerm_consumption_budget_subscription.this.id
}
