variables {
  repository = { owner = "acme", owner_id = "123456", name = "answers", id = "456789" }
  workflows  = ["acme/goldenpath/.github/workflows/train.yml@3f5c0c3c5ad1ad4ab95d2bcfc2ba03a3a0c3c7b3"]
  stages     = { preview = ["preview"], deploy = ["staging"] }
}

run "both_forms_of_a_subject" {
  command = plan

  assert {
    condition = output.claims.deploy.sub == tolist([
      "repo:acme@123456/answers@456789:environment:staging",
      "repo:acme/answers:environment:staging",
    ])
    error_message = "AWS is asked for the new form of a subject and for the old one."
  }

  assert {
    condition     = output.claims.deploy.repository_id == tolist(["456789"]) && output.claims.deploy.job_workflow_ref == tolist(var.workflows)
    error_message = "AWS is asked for the number of the repository and for the workflow."
  }
}

run "each_stage_has_its_own_environments" {
  command = plan

  assert {
    condition     = output.conditions.preview == "assertion.repository_id == '456789' && assertion.repository_owner_id == '123456' && assertion.environment in ['preview'] && assertion.job_workflow_ref in ['acme/goldenpath/.github/workflows/train.yml@3f5c0c3c5ad1ad4ab95d2bcfc2ba03a3a0c3c7b3']"
    error_message = "The condition of a stage names its environments, not those of another."
  }

  assert {
    condition     = endswith(output.conditions.deploy, " && assertion.ref == 'refs/heads/main'") && output.claims.deploy.ref == tolist(["refs/heads/main"])
    error_message = "What stays is deployed from the default branch."
  }
}

run "an_upgrade_trusts_two_versions" {
  command = plan

  variables {
    workflows = [
      "acme/goldenpath/.github/workflows/train.yml@refs/tags/v0.9.0",
      "acme/goldenpath/.github/workflows/train.yml@refs/tags/v0.9.1",
    ]
  }

  assert {
    condition     = length(output.subjects.deploy) == 2
    error_message = "There is one whole subject for each environment and workflow."
  }
}

run "an_enterprise_server_says_all_in_the_subject" {
  command = plan

  variables {
    issuer = "https://github.acme.example/_services/token"
  }

  assert {
    condition     = join(",", keys(output.claims.deploy)) == "sub" && output.claims.deploy.sub == output.subjects.deploy
    error_message = "AWS knows no claim of another issuer but the subject."
  }
}

run "a_vendored_pipeline_is_the_default_branch_s" {
  command = plan

  variables {
    workflows = ["acme/answers/.github/workflows/goldenpath.yml@refs/heads/main"]
  }

  assert {
    condition     = length(output.subjects.deploy) == 1
    error_message = "The repository's own workflow is accepted at its default branch."
  }
}

run "names_are_names" {
  command         = plan
  expect_failures = [var.repository]

  variables {
    repository = { owner = "acme/*", owner_id = "123456", name = "answers", id = "456789" }
  }
}

run "numbers_are_numbers" {
  command         = plan
  expect_failures = [var.repository]

  variables {
    repository = { owner = "acme", owner_id = "acme", name = "answers", id = "456789" }
  }
}

run "no_workflow" {
  command         = plan
  expect_failures = [var.workflows]

  variables {
    workflows = []
  }
}

run "a_workflow_that_moves" {
  command         = plan
  expect_failures = [var.workflows]

  variables {
    workflows = ["acme/goldenpath/.github/workflows/train.yml@refs/heads/main"]
  }
}

run "a_branch_that_is_a_pattern" {
  command         = plan
  expect_failures = [var.default_branch]

  variables {
    default_branch = "*"
  }
}

run "an_unknown_stage" {
  command         = plan
  expect_failures = [var.stages]

  variables {
    stages = { admin = ["production"] }
  }
}

run "a_stage_without_environment" {
  command         = plan
  expect_failures = [var.stages]

  variables {
    stages = { deploy = [] }
  }
}

run "an_environment_of_two_stages" {
  command         = plan
  expect_failures = [var.stages]

  variables {
    stages = { preview = ["staging"], deploy = ["staging"] }
  }
}

run "an_issuer_without_tls" {
  command         = plan
  expect_failures = [var.issuer]

  variables {
    issuer = "http://token.actions.githubusercontent.com"
  }
}
