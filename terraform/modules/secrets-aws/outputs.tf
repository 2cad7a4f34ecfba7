output "key_id" {
  description = "ARN of the key that encrypts the secrets and nothing else."
  value       = aws_kms_key.this.arn
}

output "secret_ids" {
  description = "What each container is called in the store, by the name of the secret: `remoteRef.key` of an external secret."
  value       = { for name, secret in aws_secretsmanager_secret.this : name => secret.name }
}

output "reminders" {
  description = "ARN of the SNS topic that gets a message when a secret has to change."
  value       = aws_sns_topic.reminders.arn
}
