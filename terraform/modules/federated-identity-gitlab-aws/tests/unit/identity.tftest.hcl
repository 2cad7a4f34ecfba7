mock_provider "aws" {}

variables {
  plan = {
    name      = "answers-staging"
    service   = "answers"
    ephemeral = false
    tags      = { owner = "platform", environment = "answers-staging" }
  }
  repository = { path = "acme/answers", id = "456789", namespace_id = "123456" }
  stages = {
    plan    = { environments = ["plan"], tiers = ["development"] }
    preview = { environments = ["preview"], tiers = ["development"] }
    deploy  = { environments = ["staging"], tiers = ["staging"] }
  }
  account_id        = "111122223333"
  region            = "eu-central-1"
  identity_provider = "arn:aws:iam::111122223333:oidc-provider/gitlab.com"
  state = {
    bucket         = "acme-state"
    encryption_key = "arn:aws:kms:eu-central-1:111122223333:key/0a1b2c3d"
    own            = "answers/staging"
    previews       = "answers/preview"
  }
  previews = { encryption_key = "arn:aws:kms:eu-central-1:111122223333:key/4d3c2b1a" }
}

run "each_stage_has_an_identity" {
  assert {
    condition     = join(",", keys(output.identities)) == "deploy,plan,preview"
    error_message = "There is an identity for each stage that was asked for."
  }

  assert {
    condition     = alltrue([for identity in output.identities : join(",", keys(identity)) == "region,role"])
    error_message = "An identity has the names that goldenpath.toml knows."
  }

  assert {
    condition     = output.audience == "sts.amazonaws.com"
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
