mock_provider "google" {}

variables {
  plan             = { name = "answers-staging", service = "answers", ephemeral = false }
  project          = { id = "acme-staging", number = "123456789012" }
  previews_project = "acme-previews"
  issuer           = "https://gitlab.com"
  run              = "'pipeline:' + assertion.pipeline_id"
  conditions = {
    plan    = "assertion.environment == 'plan'"
    preview = "assertion.environment == 'preview'"
    deploy  = "assertion.environment == 'staging'"
  }
  state = { bucket = "acme-state", own = "answers/staging", previews = "answers/preview" }
}

run "a_token_gets_the_stage_whose_condition_it_fulfils" {
  assert {
    condition = alltrue([
      for stage, provider in google_iam_workload_identity_pool_provider.this :
      provider.attribute_condition == var.conditions[stage] && provider.attribute_mapping["attribute.stage"] == "'${stage}'" && provider.oidc[0].allowed_audiences == tolist(["goldenpath-cloud"])
    ])
    error_message = "Each stage has a provider of its own, with its condition and its name."
  }

  assert {
    condition     = endswith(google_service_account_iam_member.this["deploy"].member, "/workloadIdentityPools/ci-${substr(sha256("answers-staging"), 0, 8)}/attribute.stage/deploy")
    error_message = "A service account is for the tokens of its stage."
  }
}

run "a_plan_changes_nothing" {
  assert {
    condition     = alltrue([for permission in google_project_iam_custom_role.this["plan"].permissions : can(regex("\\.(get|getIamPolicy)$", permission))])
    error_message = "The stage plan reads."
  }
}

run "no_stage_reads_a_secret_or_becomes_another" {
  assert {
    condition = alltrue(flatten([
      for role in google_project_iam_custom_role.this : [
        for permission in role.permissions : !can(regex("versions\\.access|actAs|getAccessToken|signBlob|cryptoKeyVersions\\.use|serviceAccountKeys|workloadIdentityPool.*(create|update)", permission))
      ]
    ]))
    error_message = "No stage may look into a secret, use a key or become another account."
  }

  assert {
    condition     = length([for name, role in google_project_iam_custom_role.this : name if startswith(name, "deploy") && anytrue([for permission in role.permissions : can(regex("^(iam|resourcemanager)\\..*(create|delete|set|update)", permission))])]) == 0
    error_message = "The stage deploy writes no identity and no policy of the project."
  }
}

run "previews_are_made_in_their_own_project" {
  assert {
    condition     = alltrue([for name, member in google_project_iam_member.this : member.project == (startswith(name, "preview") ? "acme-previews" : "acme-staging")])
    error_message = "What previews may do, they may in their project."
  }

  assert {
    condition     = strcontains(google_project_iam_member.this["preview-grants"].condition[0].expression, "hasOnly(['roles/cloudsql.instanceUser', 'roles/memorystore.dbConnectionUser'])")
    error_message = "A preview's pipeline grants two roles only."
  }
}

run "each_stage_has_its_own_state" {
  assert {
    condition     = google_storage_bucket_iam_member.state["preview"].condition[0].expression == "resource.name.startsWith('projects/_/buckets/acme-state/objects/answers/preview/')"
    error_message = "Previews do not see the state of staging."
  }

  assert {
    condition     = { for stage, names in google_storage_bucket_iam_member.state_names : stage => [names.bucket, names.role, length(names.condition)] }["preview"] == ["acme-state", "roles/storage.legacyBucketReader", 0]
    error_message = "It lists names, or it would find no workspace."
  }

  assert {
    condition     = google_storage_bucket_iam_member.state["plan"].role == "roles/storage.objectViewer"
    error_message = "A plan reads states."
  }
}

run "production_has_no_previews" {
  variables {
    conditions       = { deploy = "assertion.environment == 'production'" }
    previews_project = null
    state            = { bucket = "acme-state", own = "answers/production" }
  }

  assert {
    condition     = join(",", keys(google_service_account.this)) == "deploy"
    error_message = "There is an account for each stage that was asked for."
  }
}

run "a_preview_has_no_roles_of_its_own" {
  command         = plan
  expect_failures = [var.plan]

  variables {
    plan = { name = "answers-pr-7", service = "answers", ephemeral = true }
  }
}

run "a_project_has_a_number" {
  command         = plan
  expect_failures = [var.project]

  variables {
    project = { id = "acme-staging", number = "acme" }
  }
}

run "a_project_that_is_a_pattern" {
  command         = plan
  expect_failures = [var.previews_project]

  variables {
    previews_project = "*"
  }
}

run "previews_in_the_project_of_staging" {
  command         = plan
  expect_failures = [var.previews_project]

  variables {
    previews_project = "acme-staging"
  }
}

run "an_issuer_without_tls" {
  command         = plan
  expect_failures = [var.issuer]

  variables {
    issuer = "http://gitlab.com"
  }
}

run "an_audience_that_is_a_pattern" {
  command         = plan
  expect_failures = [var.audience]

  variables {
    audience = "*"
  }
}

run "an_unknown_stage" {
  command         = plan
  expect_failures = [var.conditions]

  variables {
    conditions = { admin = "assertion.environment == 'production'" }
  }
}

run "a_condition_that_asks_nothing" {
  command         = plan
  expect_failures = [var.conditions]

  variables {
    conditions = { deploy = "true" }
  }
}

run "a_subject_that_says_nothing" {
  command         = plan
  expect_failures = [var.run]

  variables {
    run = "'all'"
  }
}

run "a_bucket_that_is_a_pattern" {
  command         = plan
  expect_failures = [var.state]

  variables {
    state = { bucket = "*", own = "answers/staging", previews = "answers/preview" }
  }
}

run "a_state_within_another" {
  command         = plan
  expect_failures = [var.state]

  variables {
    state = { bucket = "acme-state", own = "answers", previews = "answers/preview" }
  }
}

run "previews_without_state" {
  command         = plan
  expect_failures = [var.state]

  variables {
    state = { bucket = "acme-state", own = "answers/staging" }
  }
}
