locals {
  # Pub/Sub keeps a message from ten minutes to seven days.
  retention_seconds = min(max(ceil(var.plan.ttl_hours * 3600), 600), 604800)
}

resource "google_pubsub_topic" "this" {
  count = contains(var.uses, "queue") ? 1 : 0

  project      = var.project
  name         = local.id
  kms_key_name = var.encryption_key
  labels       = var.plan.tags

  message_storage_policy {
    allowed_persistence_regions = [local.region]
    enforce_in_transit          = true
  }
}

resource "google_pubsub_subscription" "this" {
  count = length(google_pubsub_topic.this)

  project                    = var.project
  name                       = local.id
  topic                      = google_pubsub_topic.this[count.index].id
  message_retention_duration = "${local.retention_seconds}s"
  labels                     = var.plan.tags

  # The second net: nobody listens for a day, and it is gone.
  expiration_policy {
    ttl = "${max(local.retention_seconds, 86400)}s"
  }

  retry_policy {
    minimum_backoff = "10s"
    maximum_backoff = "600s"
  }
}

resource "google_pubsub_topic_iam_member" "publishes" {
  count = length(google_pubsub_topic.this)

  project = var.project
  topic   = google_pubsub_topic.this[count.index].name
  role    = "roles/pubsub.publisher"
  member  = google_service_account.service.member
}

resource "google_pubsub_subscription_iam_member" "reads" {
  count = length(google_pubsub_subscription.this)

  project      = var.project
  subscription = google_pubsub_subscription.this[count.index].name
  role         = "roles/pubsub.subscriber"
  member       = google_service_account.service.member
}
