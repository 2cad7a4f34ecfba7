# It makes nothing, so it needs no cloud: what is said is the same on every apply.
variables {
  repository = { path = "acme/answers", id = "1", namespace_id = "1" }
  stages     = { deploy = { environments = ["staging"], tiers = ["staging"] } }
}

run "says_it" {
  assert {
    condition     = output.issuer == "https://gitlab.com"
    error_message = "The tokens are those of the forge."
  }
}

run "is_stable" {
  assert {
    condition     = output.conditions == run.says_it.conditions && output.subjects == run.says_it.subjects
    error_message = "A second apply says the same."
  }
}
