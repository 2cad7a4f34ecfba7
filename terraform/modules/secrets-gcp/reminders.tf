# Secret Manager rotates nothing, it says that it is time. Each message waits until somebody acknowledges it.
resource "google_pubsub_topic" "reminders" {
  project      = var.project.id
  name         = "${var.plan.name}-rotation"
  kms_key_name = google_kms_crypto_key.this.id
  labels       = var.plan.tags

  message_storage_policy {
    allowed_persistence_regions = [local.location]
  }

  depends_on = [google_kms_crypto_key_iam_member.agent]
}

resource "google_pubsub_topic_iam_binding" "reminders" {
  project = var.project.id
  topic   = google_pubsub_topic.reminders.name
  role    = "roles/pubsub.publisher"
  members = [local.agents.secrets]
}

resource "google_pubsub_subscription" "reminders" {
  project                    = var.project.id
  name                       = "${var.plan.name}-rotation"
  topic                      = google_pubsub_topic.reminders.id
  filter                     = "attributes.eventType = \"SECRET_ROTATE\""
  message_retention_duration = "2678400s"
  labels                     = var.plan.tags

  expiration_policy {
    ttl = ""
  }
}

resource "google_monitoring_notification_channel" "recipient" {
  for_each = var.recipients

  project      = var.project.id
  type         = "email"
  display_name = each.value
  labels       = { email_address = each.value }
  user_labels  = var.plan.tags
}

resource "google_monitoring_alert_policy" "rotation" {
  project               = var.project.id
  display_name          = "${var.plan.name}: a secret has to change"
  combiner              = "OR"
  notification_channels = [for channel in google_monitoring_notification_channel.recipient : channel.id]
  user_labels           = var.plan.tags

  conditions {
    display_name = "a reminder waits"

    condition_threshold {
      filter          = "metric.type = \"pubsub.googleapis.com/subscription/num_undelivered_messages\" AND resource.type = \"pubsub_subscription\" AND resource.label.subscription_id = \"${google_pubsub_subscription.reminders.name}\""
      comparison      = "COMPARISON_GT"
      threshold_value = 0
      duration        = "0s"

      aggregations {
        alignment_period   = "300s"
        per_series_aligner = "ALIGN_MAX"
      }
    }
  }

  documentation {
    mime_type = "text/markdown"
    content   = "Put a new version into the secret, then acknowledge the message: `gcloud pubsub subscriptions pull ${google_pubsub_subscription.reminders.name} --project=${var.project.id} --auto-ack` names it."
  }
}
