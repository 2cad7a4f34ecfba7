locals {
  # Services have shorter names than an environment may have: 30 characters suit all three clouds.
  cut = trim(substr(replace(var.plan.name, "/-+/", "-"), 0, 21), "-")
  id  = local.cut == var.plan.name ? local.cut : "${local.cut}-${substr(sha256(var.plan.name), 0, 8)}"

  # What is encrypted by a key has to be in its region.
  region = split("/", var.encryption_key)[3]
}

resource "google_service_account" "service" {
  project      = var.project
  account_id   = local.id
  display_name = "The pods of ${var.plan.name}"
  # Accounts have no labels.
  description = substr(join(" ", [for name, value in var.plan.tags : "${name}=${value}"]), 0, 256)
}

resource "google_service_account_iam_member" "pods" {
  service_account_id = google_service_account.service.name
  role               = "roles/iam.workloadIdentityUser"
  member             = "serviceAccount:${var.cluster_identity}[${var.plan.namespace}/${var.plan.service}]"
}
