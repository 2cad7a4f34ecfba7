locals {
  # Cloud SQL does not give the name of a deleted instance again for a week. The change may be reopened the same day.
  instance = "${local.id}-${substr(sha256(terraform_data.born.output), 0, 6)}"

  database_user = trimsuffix(google_service_account.service.email, ".gserviceaccount.com")
}

resource "terraform_data" "born" {
  input = var.plan.created_at

  lifecycle {
    ignore_changes = [input]
  }
}

# A server of its own: in a shared one, what keeps changes apart is a REVOKE that somebody forgets, and who may create a table
# can only be said in SQL. A clone brings these grants along.
resource "google_sql_database_instance" "this" {
  count = contains(var.uses, "database") ? 1 : 0

  project             = var.project
  name                = local.instance
  region              = local.region
  database_version    = var.database.version
  encryption_key_name = var.encryption_key
  deletion_protection = false

  clone {
    source_instance_name = var.database.clone_of
  }

  settings {
    tier                        = { small = "db-f1-micro", medium = "db-custom-1-3840", large = "db-custom-2-7680" }[var.plan.size]
    edition                     = "ENTERPRISE"
    availability_type           = "ZONAL"
    deletion_protection_enabled = false
    retain_backups_on_delete    = false
    user_labels                 = var.plan.tags

    backup_configuration {
      enabled                        = false
      point_in_time_recovery_enabled = false
    }

    ip_configuration {
      ipv4_enabled    = false
      private_network = var.network
      ssl_mode        = "ENCRYPTED_ONLY"
    }

    dynamic "database_flags" {
      for_each = merge(var.database.flags, { "cloudsql.iam_authentication" = "on" })

      content {
        name  = database_flags.key
        value = database_flags.value
      }
    }
  }
}

resource "google_sql_user" "service" {
  count = length(google_sql_database_instance.this)

  project  = var.project
  instance = google_sql_database_instance.this[count.index].name
  name     = local.database_user
  type     = "CLOUD_IAM_SERVICE_ACCOUNT"

  # A role that owns tables cannot be dropped. It goes with the instance.
  deletion_policy = "ABANDON"
}

# An instance has no policy of its own: the project's is bound to this one.
resource "google_project_iam_member" "database" {
  count = length(google_sql_database_instance.this)

  project = var.project
  role    = "roles/cloudsql.instanceUser"
  member  = google_service_account.service.member

  condition {
    title = "own-database"
    expression = join(" && ", [
      "resource.name == \"projects/${var.project}/instances/${local.instance}\"",
      "resource.service == \"sqladmin.googleapis.com\"",
    ])
  }
}
