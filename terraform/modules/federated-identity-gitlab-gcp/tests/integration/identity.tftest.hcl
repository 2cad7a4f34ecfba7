# In a cloud of yours. TF_VAR_project and TF_VAR_state say where.
provider "google" {
  project = var.project.id
}

variables {
  plan = {
    name      = "goldenpath-integration"
    service   = "goldenpath"
    ephemeral = false
  }
  repository = { path = "acme/answers", id = "1", namespace_id = "1" }
  stages     = { deploy = { environments = ["staging"], tiers = ["staging"] } }
}

run "makes_what_the_cloud_accepts" {
  assert {
    condition     = endswith(output.identities.deploy.role, "@${var.project.id}.iam.gserviceaccount.com")
    error_message = "The service account is in the project."
  }
}

run "is_stable" {
  assert {
    condition     = output.identities == run.makes_what_the_cloud_accepts.identities
    error_message = "A second apply replaces nothing."
  }
}
