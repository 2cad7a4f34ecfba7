variables {
  repository = { path = "acme/answers", id = "456789", namespace_id = "123456" }
  stages = {
    preview = { environments = ["preview"], tiers = ["development"] }
    deploy  = { environments = ["canary", "production"], tiers = ["other", "production"] }
  }
}

run "deployed_is_from_a_protected_branch" {
  command = plan

  assert {
    condition = output.subjects.deploy == tolist([
      "project_path:acme/answers:project_id:456789:ref_protected:true:environment_protected:true:deployment_tier:other",
      "project_path:acme/answers:project_id:456789:ref_protected:true:environment_protected:true:deployment_tier:production",
    ])
    error_message = "A subject of the stage deploy is of a protected branch and a protected environment."
  }

  assert {
    condition     = output.conditions.deploy == "assertion.project_id == '456789' && assertion.namespace_id == '123456' && assertion.environment in ['canary', 'production'] && assertion.environment_protected == 'true' && assertion.ref_protected == 'true' && assertion.ci_config_ref_uri == 'gitlab.com/acme/answers//.gitlab-ci.yml@refs/heads/main'"
    error_message = "The condition of the stage deploy names the pipeline's file on the default branch."
  }
}

run "previews_are_of_a_change_or_ended_from_the_default_branch" {
  command = plan

  assert {
    condition = output.claims.preview.sub == tolist([
      "project_path:acme/answers:project_id:456789:ref_protected:false:environment_protected:false:deployment_tier:development",
      "project_path:acme/answers:project_id:456789:ref_protected:true:environment_protected:false:deployment_tier:development",
    ])
    error_message = "AWS is asked for whole subjects."
  }
}

run "each_change_has_an_environment_below_that_of_previews" {
  command = plan

  assert {
    condition     = output.conditions.preview == "assertion.project_id == '456789' && assertion.namespace_id == '123456' && (assertion.environment + '/').startsWith('preview/') && assertion.deployment_tier == 'development'"
    error_message = "preview and preview/7 are meant, preview-x is not."
  }
}

run "gitlab_free_has_no_protected_environments" {
  command = plan

  variables {
    environments_protected = false
  }

  assert {
    condition     = strcontains(output.subjects.deploy[0], ":ref_protected:true:environment_protected:false:")
    error_message = "The branch stays protected where the environment cannot be."
  }
}

run "a_path_that_is_a_pattern" {
  command         = plan
  expect_failures = [var.repository]

  variables {
    repository = { path = "acme/*", id = "456789", namespace_id = "123456" }
  }
}

run "numbers_are_numbers" {
  command         = plan
  expect_failures = [var.repository]

  variables {
    repository = { path = "acme/answers", id = "456789", namespace_id = "acme" }
  }
}

run "a_configuration_elsewhere" {
  command         = plan
  expect_failures = [var.configuration]

  variables {
    configuration = "deploy.yml@acme/pipelines"
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
    stages = { admin = { environments = ["production"], tiers = ["production"] } }
  }
}

run "a_stage_without_environment" {
  command         = plan
  expect_failures = [var.stages]

  variables {
    stages = { deploy = { environments = [], tiers = ["production"] } }
  }
}

run "two_environments_of_previews" {
  command         = plan
  expect_failures = [var.stages]

  variables {
    stages = { preview = { environments = ["preview", "review"], tiers = ["development"] } }
  }
}

run "an_unknown_tier" {
  command         = plan
  expect_failures = [var.stages]

  variables {
    stages = { deploy = { environments = ["production"], tiers = ["live"] } }
  }
}

run "a_deployment_that_passes_for_a_preview" {
  command         = plan
  expect_failures = [var.stages]

  variables {
    stages = { deploy = { environments = ["production"], tiers = ["development", "production"] } }
  }
}

run "an_environment_of_two_stages" {
  command         = plan
  expect_failures = [var.stages]

  variables {
    stages = {
      preview = { environments = ["staging"], tiers = ["development"] }
      deploy  = { environments = ["staging"], tiers = ["staging"] }
    }
  }
}

run "an_issuer_without_tls" {
  command         = plan
  expect_failures = [var.issuer]

  variables {
    issuer = "http://gitlab.com"
  }
}
