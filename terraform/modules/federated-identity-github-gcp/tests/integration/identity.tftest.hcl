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
  repository = { owner = "octocat", owner_id = "583231", name = "Hello-World", id = "1296269" }
  workflows  = ["octocat/goldenpath/.github/workflows/train.yml@0000000000000000000000000000000000000000"]
  stages     = { deploy = ["staging"] }
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
