variables {
  environment = {
    kind       = "preview"
    service    = "answers"
    name       = "answers-pr-42"
    team       = "Search & Answers"
    repository = "acme/answers"
    created_at = "2026-11-22T08:00:00Z"
    ttl_hours  = 30
    change     = 42
    author     = "octocat"
    reviewers  = ["hubot"]
    budget_usd = 10
  }
}

run "says_when_a_preview_ends" {
  assert {
    condition     = output.plan.expires_at == "2026-11-23T14:00:00Z" && output.plan.ephemeral
    error_message = "It ends ttl_hours after it was made."
  }

  assert {
    condition = alltrue([for name, value in {
      "preview" = "", "goldenpath.dev/preview" = "true", "goldenpath.dev/ttl-hours" = "30", "ttl" = "30h", "goldenpath.dev/change" = "42"
    } : lookup(output.plan.labels, name, null) == value])
    error_message = "The reaper and the admission know it by its labels."
  }

  assert {
    condition     = output.plan.tags.expires_at == "2026-11-23t14-00-00z" && output.plan.tags.ttl == "30h" && output.plan.tags.change == "42"
    error_message = "What it makes in a cloud says when it ends."
  }

  assert {
    condition     = output.plan.annotations["goldenpath.dev/expires-at"] == "2026-11-23T14:00:00Z"
    error_message = "The namespace says the exact end."
  }
}

run "labels_are_legal_in_every_cloud" {
  assert {
    condition     = output.plan.tags.owner == "search-answers" && output.plan.labels.owner == "search-answers" && output.plan.team == "Search & Answers"
    error_message = "The team is written in small letters, digits and hyphens, and is there as it was said."
  }

  assert {
    condition     = alltrue([for key, value in output.plan.tags : can(regex("^[a-z][a-z0-9_-]{0,62}$", key)) && can(regex("^[a-z0-9_-]{0,63}$", value))])
    error_message = "Google takes no other labels."
  }

  assert {
    condition     = alltrue([for value in values(output.plan.labels) : can(regex("^([A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?$", value))])
    error_message = "Kubernetes takes no other labels."
  }
}

run "a_long_team_is_cut_to_a_label" {
  variables {
    environment = merge(var.environment, { team = "${join("", [for number in range(62) : "x"])}-é-on-call@example.co.uk" })
  }

  assert {
    condition     = output.plan.labels.owner == join("", [for number in range(62) : "x"])
    error_message = "It has at most 63 characters and ends in a letter or a digit."
  }
}

run "a_preview_without_a_change_has_no_number" {
  variables {
    environment = merge(var.environment, { change = null, name = "answers-try-it-0a1b2c", author = "", reviewers = [] })
  }

  assert {
    condition     = output.plan.change == null && !contains(keys(output.plan.labels), "goldenpath.dev/change") && !contains(keys(output.plan.tags), "change")
    error_message = "No label says what is not known."
  }
}

run "what_stays_has_no_end" {
  variables {
    environment = merge(var.environment, {
      kind = "production", name = "answers-production", ttl_hours = null, change = null, author = "", reviewers = [], size = "large"
    })
  }

  assert {
    condition     = output.plan.expires_at == null && !output.plan.ephemeral && length(setintersection(keys(output.plan.labels), ["preview", "goldenpath.dev/preview", "ttl"])) == 0
    error_message = "Nothing takes it for a preview."
  }

  assert {
    condition     = length(setintersection(keys(output.plan.tags), ["ttl", "expires_at", "change"])) == 0 && output.plan.tags.environment == "answers-production"
    error_message = "Its tags say no end."
  }

  assert {
    condition     = output.plan.quota.cpu_limits == "16" && output.plan.quota.pods == 40
    error_message = "The size decides the quota."
  }
}

run "staging_may_have_a_region" {
  variables {
    environment = merge(var.environment, {
      kind = "staging", name = "answers-staging-eu", ttl_hours = null, change = null, author = "", reviewers = []
    })
  }

  assert {
    condition     = output.plan.namespace == "answers-staging-eu"
    error_message = "The namespace has the name of the environment."
  }
}

run "refuses_an_unknown_kind" {
  command         = plan
  expect_failures = [var.environment]

  variables {
    environment = merge(var.environment, { kind = "test", name = "answers-test", ttl_hours = null, change = null, author = "", reviewers = [] })
  }
}

run "refuses_a_service_that_leaves_no_room_for_a_branch" {
  command         = plan
  expect_failures = [var.environment]

  variables {
    environment = merge(var.environment, {
      service = join("", [for number in range(41) : "a"]), name = "${join("", [for number in range(41) : "a"])}-pr-42"
    })
  }
}

run "refuses_a_name_of_64_characters" {
  command         = plan
  expect_failures = [var.environment]

  variables {
    environment = merge(var.environment, { change = null, name = "answers-${join("", [for number in range(49) : "x"])}-0a1b2c" })
  }
}

run "refuses_the_name_of_another_change" {
  command         = plan
  expect_failures = [var.environment]

  variables {
    environment = merge(var.environment, { name = "answers-pr-43" })
  }
}

run "refuses_a_preview_with_the_name_of_production" {
  command         = plan
  expect_failures = [var.environment]

  variables {
    environment = merge(var.environment, { change = null, name = "answers-production" })
  }
}

run "refuses_nobody_as_owner" {
  command         = plan
  expect_failures = [var.environment]

  variables {
    environment = merge(var.environment, { team = "&" })
  }
}

run "refuses_a_repository_without_an_owner" {
  command         = plan
  expect_failures = [var.environment]

  variables {
    environment = merge(var.environment, { repository = "answers" })
  }
}

run "refuses_a_time_of_another_zone" {
  command         = plan
  expect_failures = [var.environment]

  variables {
    environment = merge(var.environment, { created_at = "2026-11-22T08:00:00+01:00" })
  }
}

run "refuses_a_day_that_is_none" {
  command         = plan
  expect_failures = [var.environment]

  variables {
    environment = merge(var.environment, { created_at = "2026-02-30T08:00:00Z" })
  }
}

run "refuses_a_preview_without_an_end" {
  command         = plan
  expect_failures = [var.environment]

  variables {
    environment = merge(var.environment, { ttl_hours = null })
  }
}

run "refuses_an_end_of_production" {
  command         = plan
  expect_failures = [var.environment]

  variables {
    environment = merge(var.environment, { kind = "production", name = "answers-production", change = null, author = "", reviewers = [] })
  }
}

run "refuses_a_preview_that_stays" {
  command         = plan
  expect_failures = [var.environment]

  variables {
    environment = merge(var.environment, { ttl_hours = 721 })
  }
}

run "refuses_half_an_hour" {
  command         = plan
  expect_failures = [var.environment]

  variables {
    environment = merge(var.environment, { ttl_hours = 1.5 })
  }
}

run "refuses_an_author_of_production" {
  command         = plan
  expect_failures = [var.environment]

  variables {
    environment = merge(var.environment, { kind = "production", name = "answers-production", ttl_hours = null, change = null, reviewers = [] })
  }
}

run "refuses_a_change_below_one" {
  command         = plan
  expect_failures = [var.environment]

  variables {
    environment = merge(var.environment, { change = 0, name = "answers-pr-0" })
  }
}

run "refuses_an_author_that_is_a_group" {
  command         = plan
  expect_failures = [var.environment]

  variables {
    environment = merge(var.environment, { author = "system:masters" })
  }
}

run "refuses_an_unknown_size" {
  command         = plan
  expect_failures = [var.environment]

  variables {
    environment = merge(var.environment, { size = "huge" })
  }
}

run "refuses_a_budget_of_nothing" {
  command         = plan
  expect_failures = [var.environment]

  variables {
    environment = merge(var.environment, { budget_usd = 0 })
  }
}
