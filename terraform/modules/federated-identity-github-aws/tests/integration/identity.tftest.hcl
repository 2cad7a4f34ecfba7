# In a cloud of yours. TF_VAR_account_id, TF_VAR_region and TF_VAR_state, and TF_VAR_identity_provider where the account has it say where.
provider "aws" {
  region = var.region
}

variables {
  plan = {
    name      = "goldenpath-integration"
    service   = "goldenpath"
    ephemeral = false
    tags      = { owner = "goldenpath", service = "goldenpath", environment = "goldenpath-integration" }
  }
  repository = { owner = "octocat", owner_id = "583231", name = "Hello-World", id = "1296269" }
  workflows  = ["octocat/goldenpath/.github/workflows/train.yml@0000000000000000000000000000000000000000"]
  stages     = { deploy = ["staging"] }
}

run "makes_what_the_cloud_accepts" {
  assert {
    condition     = strcontains(output.identities.deploy.role, ":${var.account_id}:role/goldenpath/ci/")
    error_message = "The role is in the account."
  }
}

run "is_stable" {
  assert {
    condition     = output.identities == run.makes_what_the_cloud_accepts.identities
    error_message = "A second apply replaces nothing."
  }
}
