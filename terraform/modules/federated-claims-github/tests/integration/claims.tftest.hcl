# It makes nothing, so it needs no cloud: what is said is the same on every apply.
variables {
  repository = { owner = "octocat", owner_id = "583231", name = "Hello-World", id = "1296269" }
  workflows  = ["octocat/goldenpath/.github/workflows/train.yml@0000000000000000000000000000000000000000"]
  stages     = { deploy = ["staging"] }
}

run "says_it" {
  assert {
    condition     = output.issuer == "https://token.actions.githubusercontent.com"
    error_message = "The tokens are those of the forge."
  }
}

run "is_stable" {
  assert {
    condition     = output.conditions == run.says_it.conditions && output.subjects == run.says_it.subjects
    error_message = "A second apply says the same."
  }
}
