mock_provider "google" {}

variables {
  plan       = { name = "answers-staging", service = "answers", ephemeral = false }
  repository = { path = "acme/answers", id = "456789", namespace_id = "123456" }
  stages = {
    plan    = { environments = ["plan"], tiers = ["development"] }
    preview = { environments = ["preview"], tiers = ["development"] }
    deploy  = { environments = ["staging"], tiers = ["staging"] }
  }
  project          = { id = "acme-staging", number = "123456789012" }
  previews_project = "acme-previews"
  state            = { bucket = "acme-state", own = "answers/staging", previews = "answers/preview" }
}

run "each_stage_has_an_identity" {
  assert {
    condition     = join(",", keys(output.identities)) == "deploy,plan,preview"
    error_message = "There is an identity for each stage that was asked for."
  }

  assert {
    condition     = alltrue([for identity in output.identities : join(",", keys(identity)) == "project,provider,role"])
    error_message = "An identity has the names that goldenpath.toml knows."
  }

  assert {
    condition     = output.audience == "goldenpath-cloud"
    error_message = "The audience is the one that pipelines ask for."
  }
}

run "only_the_stages_that_were_asked_for" {
  variables {
    stages = {
      preview = { environments = ["preview"], tiers = ["development"] }
      deploy  = { environments = ["staging"], tiers = ["staging"] }
    }
  }

  assert {
    condition     = join(",", keys(output.identities)) == "deploy,preview"
    error_message = "A stage that was not asked for has no identity."
  }
}
