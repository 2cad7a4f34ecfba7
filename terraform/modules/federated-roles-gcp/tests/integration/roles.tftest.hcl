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
  issuer     = "https://gitlab.com"
  conditions = { deploy = "assertion.project_id == '1' && assertion.ref_protected == 'true'" }
  run        = "'pipeline:' + assertion.pipeline_id"
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
