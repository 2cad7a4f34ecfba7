locals {
  # Ids of pools and service accounts are short, and those of pools are taken for a month after their end.
  hash = substr(sha256(var.plan.name), 0, 8)
  pool = "ci-${local.hash}"
  # Said rather than looked up, so that a plan shows who gets what.
  pool_name = "projects/${var.project.number}/locations/global/workloadIdentityPools/${local.pool}"
  members = {
    for stage in keys(var.conditions) : stage => "serviceAccount:ci-${stage}-${local.hash}@${var.project.id}.iam.gserviceaccount.com"
  }
}

resource "google_iam_workload_identity_pool" "this" {
  project                   = var.project.id
  workload_identity_pool_id = local.pool
  display_name              = substr(var.plan.name, 0, 32)
  description               = "Pipelines of ${var.plan.service}"
}

# One for each stage: a token gets the name of its stage from the provider whose condition it fulfils.
resource "google_iam_workload_identity_pool_provider" "this" {
  for_each = var.conditions

  project                            = var.project.id
  workload_identity_pool_id          = google_iam_workload_identity_pool.this.workload_identity_pool_id
  workload_identity_pool_provider_id = each.key
  description                        = "Pipelines of ${var.plan.service}, stage ${each.key}"
  attribute_condition                = each.value
  attribute_mapping = {
    "google.subject"  = var.run
    "attribute.stage" = "'${each.key}'"
  }

  oidc {
    issuer_uri        = var.issuer
    allowed_audiences = [var.audience]
  }
}

resource "google_service_account" "this" {
  for_each = var.conditions

  project      = var.project.id
  account_id   = "ci-${each.key}-${local.hash}"
  display_name = "${var.plan.name}, stage ${each.key}"
}

resource "google_service_account_iam_member" "this" {
  for_each = var.conditions

  service_account_id = google_service_account.this[each.key].name
  role               = "roles/iam.workloadIdentityUser"
  member             = "principalSet://iam.googleapis.com/${local.pool_name}/attribute.stage/${each.key}"

  depends_on = [google_iam_workload_identity_pool_provider.this]
}

resource "google_project_iam_custom_role" "this" {
  for_each = local.roles

  project     = each.value.project
  role_id     = "ci_${replace(each.key, "-", "_")}_${local.hash}"
  title       = "${var.plan.name}: ${each.key}"
  permissions = each.value.permissions
}

resource "google_project_iam_member" "this" {
  for_each = local.roles

  project = each.value.project
  role    = google_project_iam_custom_role.this[each.key].name
  member  = local.members[each.value.stage]

  dynamic "condition" {
    for_each = each.value.only == null ? [] : [each.value.only]

    content {
      title      = each.key
      expression = condition.value
    }
  }

  depends_on = [google_service_account.this]
}

# By a list of names Terraform finds its workspaces, and no condition on a name lets anybody list.
resource "google_storage_bucket_iam_member" "state_names" {
  for_each = local.states

  bucket = var.state.bucket
  role   = "roles/storage.legacyBucketReader"
  member = local.members[each.key]

  depends_on = [google_service_account.this]
}

resource "google_storage_bucket_iam_member" "state" {
  for_each = local.states

  bucket = var.state.bucket
  role   = each.key == "plan" ? "roles/storage.objectViewer" : "roles/storage.objectUser"
  member = local.members[each.key]

  condition {
    title      = "own-state"
    expression = join(" || ", [for prefix in each.value : "resource.name.startsWith('projects/_/buckets/${var.state.bucket}/objects/${prefix}/')"])
  }

  depends_on = [google_service_account.this]
}
