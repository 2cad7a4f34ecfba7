locals {
  location = split("/", var.key_ring)[3]

  # A key of KMS is never gone, only its versions are: the next preview of the same name needs another name.
  key_name = var.plan.ephemeral ? "${trimsuffix(substr(var.plan.name, 0, 56), "-")}-${substr(sha256(var.plan.created_at), 0, 6)}" : var.plan.name

  agents = {
    secrets = "serviceAccount:service-${var.project.number}@gcp-sa-secretmanager.iam.gserviceaccount.com"
    topics  = "serviceAccount:service-${var.project.number}@gcp-sa-pubsub.iam.gserviceaccount.com"
  }
}

resource "google_kms_crypto_key" "this" {
  name                       = local.key_name
  key_ring                   = var.key_ring
  rotation_period            = "${30 * 86400}s"
  destroy_scheduled_duration = var.plan.ephemeral ? "86400s" : "2592000s"
  labels                     = var.plan.tags
}

# One member each: what else the key encrypts gives its own access.
resource "google_kms_crypto_key_iam_member" "agent" {
  for_each = local.agents

  crypto_key_id = google_kms_crypto_key.this.id
  role          = "roles/cloudkms.cryptoKeyEncrypterDecrypter"
  member        = each.value
}

resource "google_secret_manager_secret" "this" {
  for_each = var.secrets

  project             = var.project.id
  secret_id           = "${var.plan.name}-${each.key}"
  annotations         = { description = each.value.description }
  labels              = var.plan.tags
  deletion_protection = !var.plan.ephemeral

  # Both nets below the reaper and below a mistake.
  expire_time         = var.plan.ephemeral ? var.plan.expires_at : null
  version_destroy_ttl = var.plan.ephemeral ? null : "2592000s"

  replication {
    user_managed {
      replicas {
        location = local.location

        customer_managed_encryption {
          kms_key_name = google_kms_crypto_key.this.id
        }
      }
    }
  }

  topics {
    name = google_pubsub_topic.reminders.id
  }

  rotation {
    rotation_period    = "${each.value.rotation_days * 86400}s"
    next_rotation_time = timeadd(plantimestamp(), "${each.value.rotation_days * 24}h")
  }

  lifecycle {
    # Google moves it on from one rotation to the next.
    ignore_changes = [rotation[0].next_rotation_time]
  }

  depends_on = [
    google_kms_crypto_key_iam_member.agent,
    google_pubsub_topic_iam_binding.reminders,
  ]
}

# Whole lists: who was added by hand is removed.
resource "google_secret_manager_secret_iam_binding" "readers" {
  for_each = var.secrets

  project   = var.project.id
  secret_id = google_secret_manager_secret.this[each.key].secret_id
  role      = "roles/secretmanager.secretAccessor"
  members   = each.value.readers
}

resource "google_secret_manager_secret_iam_binding" "writers" {
  for_each = var.secrets

  project   = var.project.id
  secret_id = google_secret_manager_secret.this[each.key].secret_id
  role      = "roles/secretmanager.secretVersionAdder"
  members   = var.writers
}
