locals {
  # Names of buckets are unique in the world.
  bucket = "${local.id}-${substr(sha256("${var.project}/${var.plan.name}"), 0, 8)}"
}

resource "google_storage_bucket" "this" {
  count = contains(var.uses, "bucket") ? 1 : 0

  project                     = var.project
  name                        = local.bucket
  location                    = local.region
  force_destroy               = true
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  labels                      = var.plan.tags

  encryption {
    default_kms_key_name = var.encryption_key
  }

  # What is deleted is gone, and not kept for a week.
  soft_delete_policy {
    retention_duration_seconds = 0
  }

  # The second net: where nobody destroys the environment, its objects go all the same.
  lifecycle_rule {
    condition {
      age = ceil(var.plan.ttl_hours / 24)
    }

    action {
      type = "Delete"
    }
  }
}

resource "google_storage_bucket_iam_member" "service" {
  count = length(google_storage_bucket.this)

  bucket = google_storage_bucket.this[count.index].name
  role   = "roles/storage.objectUser"
  member = google_service_account.service.member
}
