output "identity" {
  description = "For the annotation `iam.gke.io/gcp-service-account` of the service account."
  value       = google_service_account.service.email
}

output "settings" {
  description = "Variables of the service, none of them secret. The password of database and cache is an access token."
  value = merge(concat(
    [{ GOLDENPATH_ENVIRONMENT = var.plan.name }],
    [for bucket in google_storage_bucket.this : { BUCKET_URL = "gs://${bucket.name}" }],
    [for topic in google_pubsub_topic.this : {
      QUEUE_URL              = "gcppubsub://projects/${var.project}/topics/${topic.name}"
      QUEUE_SUBSCRIPTION_URL = "gcppubsub://projects/${var.project}/subscriptions/${topic.name}"
    }],
    [for address in local.cache_addresses : {
      REDIS_URL  = "rediss://${address.ip_address}:${address.port}/0"
      REDIS_AUTH = "iam"
    }],
    [for instance in google_sql_database_instance.this : {
      DATABASE_URL = join("", [
        "postgresql://", urlencode(local.database_user), "@", instance.private_ip_address, ":5432/", var.database.name,
        "?sslmode=verify-ca",
      ])
      DATABASE_AUTH    = "iam"
      DATABASE_CA_CERT = join("\n", instance.server_ca_cert[*].cert)
    }],
  )...)
}

output "secrets" {
  description = "Empty: nothing here has a password. Of the form that it has for AWS."
  value       = {}
}

output "leftovers" {
  description = "What must be gone after a destroy, by type; all but the account has the label `environment`."
  value = merge(concat(
    [{ google_service_account = google_service_account.service.email }],
    [for bucket in google_storage_bucket.this : { google_storage_bucket = bucket.name }],
    [for topic in google_pubsub_topic.this : { google_pubsub_topic = topic.id }],
    [for subscription in google_pubsub_subscription.this : { google_pubsub_subscription = subscription.id }],
    [for cache in google_memorystore_instance.this : { google_memorystore_instance = cache.id }],
    [for instance in google_sql_database_instance.this : { google_sql_database_instance = instance.name }],
  )...)
}
