output "key_id" {
  description = "Id of the key that encrypts the secrets and their reminders."
  value       = google_kms_crypto_key.this.id
}

output "secret_ids" {
  description = "What each container is called in the store, by the name of the secret: `remoteRef.key` of an external secret."
  value       = { for name, secret in google_secret_manager_secret.this : name => secret.secret_id }
}

output "reminders" {
  description = "Id of the Pub/Sub topic that gets a message when a secret has to change."
  value       = google_pubsub_topic.reminders.id
}
