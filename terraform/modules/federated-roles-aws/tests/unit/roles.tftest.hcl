mock_provider "aws" {}

variables {
  plan = {
    name      = "answers-staging"
    service   = "answers"
    ephemeral = false
    tags      = { owner = "platform", environment = "answers-staging" }
  }
  account_id        = "111122223333"
  region            = "eu-central-1"
  issuer            = "https://gitlab.com"
  identity_provider = "arn:aws:iam::111122223333:oidc-provider/gitlab.com"
  claims = {
    plan    = { sub = ["a plan"] }
    preview = { sub = ["a preview"] }
    deploy  = { sub = ["a deployment"], ref = ["refs/heads/main"] }
  }
  state = {
    bucket         = "acme-state"
    encryption_key = "arn:aws:kms:eu-central-1:111122223333:key/0a1b2c3d"
    own            = "answers/staging"
    previews       = "answers/preview"
  }
  previews = { encryption_key = "arn:aws:kms:eu-central-1:111122223333:key/4d3c2b1a" }
}

run "a_role_asks_for_every_claim" {
  assert {
    condition = jsondecode(aws_iam_role.this["deploy"].assume_role_policy).Statement[0].Condition == {
      StringEquals = {
        "gitlab.com:aud" = ["sts.amazonaws.com"]
        "gitlab.com:ref" = ["refs/heads/main"]
        "gitlab.com:sub" = ["a deployment"]
      }
    }
    error_message = "The audience and each claim are compared."
  }

  assert {
    condition     = jsondecode(aws_iam_role.this["deploy"].assume_role_policy).Statement[0].Principal.Federated == var.identity_provider && length(aws_iam_openid_connect_provider.this) == 0
    error_message = "The provider that the account has is used."
  }
}

run "a_plan_changes_nothing" {
  assert {
    condition = alltrue([
      for action in flatten(jsondecode(aws_iam_role_policy.this["plan"].policy).Statement[*].Action) :
      can(regex("^(kms:Decrypt|[a-z0-9]+:(Describe|Get|List|View)[A-Za-z]*)$", action))
    ])
    error_message = "The stage plan reads."
  }
}

run "no_stage_reads_a_secret_or_writes_a_role_without_boundary" {
  assert {
    condition = alltrue([
      for stage in keys(var.claims) :
      !contains(flatten(jsondecode(aws_iam_role_policy.this[stage].policy).Statement[*].Action), "secretsmanager:GetSecretValue")
    ])
    error_message = "A pipeline makes containers, it does not look into them."
  }

  assert {
    condition = length([
      for action in flatten(jsondecode(aws_iam_role_policy.this["deploy"].policy).Statement[*].Action) : action
      if can(regex("^iam:(Attach|Create|Delete|Put|Update|Tag|Untag)", action))
    ]) == 0
    error_message = "The stage deploy writes no role, its own least of all."
  }

  assert {
    condition = alltrue([
      for statement in jsondecode(aws_iam_role_policy.this["preview"].policy).Statement :
      statement.Condition == { StringEquals = { "iam:PermissionsBoundary" = [output.previews_boundary] } }
      if contains(statement.Action, "iam:CreateRole") || contains(statement.Action, "iam:PutRolePolicy")
    ])
    error_message = "A role of a preview has the boundary."
  }
}

run "each_stage_has_its_own_state" {
  assert {
    condition     = strcontains(aws_iam_role_policy.this["preview"].policy, "acme-state/answers/preview/*") && !strcontains(aws_iam_role_policy.this["preview"].policy, "answers/staging")
    error_message = "Previews do not see the state of staging."
  }

  assert {
    condition     = strcontains(aws_iam_role_policy.this["deploy"].policy, "acme-state/answers/staging/*") && !strcontains(aws_iam_role_policy.this["deploy"].policy, "answers/preview")
    error_message = "A deployment does not see the states of previews."
  }
}

run "production_has_no_previews" {
  variables {
    claims   = { deploy = { sub = ["a deployment"] } }
    previews = null
  }

  assert {
    condition     = join(",", keys(aws_iam_role.this)) == "deploy" && output.previews_boundary == null
    error_message = "There is a role for each stage that was asked for."
  }
}

run "the_first_of_an_account_makes_the_provider" {
  variables {
    identity_provider = null
  }

  assert {
    condition     = aws_iam_openid_connect_provider.this[0].client_id_list == toset(["sts.amazonaws.com"])
    error_message = "The provider admits one audience."
  }
}

run "clones_are_signed_in_to" {
  variables {
    previews = {
      encryption_key = "arn:aws:kms:eu-central-1:111122223333:key/4d3c2b1a"
      sources        = ["arn:aws:rds:eu-central-1:111122223333:cluster:masked"]
    }
  }

  assert {
    condition     = strcontains(aws_iam_policy.previews[0].policy, "rds-db:connect") && strcontains(aws_iam_role_policy.this["preview"].policy, "cluster:masked")
    error_message = "What previews are made from may be read."
  }
}

run "a_source_that_is_no_cluster_lets_nobody_in" {
  variables {
    previews = {
      encryption_key = "arn:aws:kms:eu-central-1:111122223333:key/4d3c2b1a"
      sources        = ["arn:aws:rds:eu-central-1:111122223333:cluster-pg:ours"]
    }
  }

  assert {
    condition     = !strcontains(aws_iam_policy.previews[0].policy, "rds-db:connect")
    error_message = "Only a clone is signed in to by its user's name."
  }

  assert {
    condition     = strcontains(aws_iam_role_policy.this["preview"].policy, "cluster-pg:ours") && strcontains(aws_iam_role_policy.this["preview"].policy, "eu-central-1:111122223333:subgrp:*")
    error_message = "A database is made of a group of parameters, and put into a group of subnets."
  }
}

run "a_preview_has_no_roles_of_its_own" {
  command         = plan
  expect_failures = [var.plan]

  variables {
    plan = { name = "answers-pr-7", service = "answers", ephemeral = true, tags = { owner = "platform", environment = "preview" } }
  }
}

run "a_plan_without_owner" {
  command         = plan
  expect_failures = [var.plan]

  variables {
    plan = { name = "answers-staging", service = "answers", ephemeral = false, tags = { environment = "answers-staging" } }
  }
}

run "an_account_is_a_number" {
  command         = plan
  expect_failures = [var.account_id]

  variables {
    account_id = "acme"
  }
}

run "a_region_is_a_region" {
  command         = plan
  expect_failures = [var.region]

  variables {
    region = "*"
  }
}

run "an_issuer_without_tls" {
  command         = plan
  expect_failures = [var.issuer]

  variables {
    issuer            = "http://gitlab.com"
    identity_provider = null
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
  expect_failures = [var.claims]

  variables {
    claims = { admin = { sub = ["anybody"] } }
  }
}

run "a_stage_without_subject" {
  command         = plan
  expect_failures = [var.claims]

  variables {
    claims = { deploy = { ref = ["refs/heads/main"] } }
  }
}

run "a_subject_that_is_a_pattern" {
  command         = plan
  expect_failures = [var.claims]

  variables {
    claims = { deploy = { sub = ["repo:acme/*"] } }
  }
}

run "a_provider_of_another_issuer" {
  command         = plan
  expect_failures = [var.identity_provider]

  variables {
    identity_provider = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
  }
}

run "a_bucket_that_is_a_pattern" {
  command         = plan
  expect_failures = [var.state]

  variables {
    state = { bucket = "*", encryption_key = "arn:aws:kms:eu-central-1:111122223333:key/0a1b2c3d", own = "answers/staging", previews = "answers/preview" }
  }
}

run "a_key_that_is_a_pattern" {
  command         = plan
  expect_failures = [var.state]

  variables {
    state = { bucket = "acme-state", encryption_key = "*", own = "answers/staging", previews = "answers/preview" }
  }
}

run "a_state_within_another" {
  command         = plan
  expect_failures = [var.state]

  variables {
    state = { bucket = "acme-state", encryption_key = "arn:aws:kms:eu-central-1:111122223333:key/0a1b2c3d", own = "answers", previews = "answers/preview" }
  }
}

run "previews_without_state" {
  command         = plan
  expect_failures = [var.state]

  variables {
    state = { bucket = "acme-state", encryption_key = "arn:aws:kms:eu-central-1:111122223333:key/0a1b2c3d", own = "answers/staging" }
  }
}

run "previews_without_key" {
  command         = plan
  expect_failures = [var.previews]

  variables {
    previews = null
  }
}

run "a_key_of_previews_that_is_a_pattern" {
  command         = plan
  expect_failures = [var.previews]

  variables {
    previews = { encryption_key = "*" }
  }
}

run "a_source_that_is_a_pattern" {
  command         = plan
  expect_failures = [var.previews]

  variables {
    previews = { encryption_key = "arn:aws:kms:eu-central-1:111122223333:key/4d3c2b1a", sources = ["arn:aws:rds:eu-central-1:111122223333:cluster:*"] }
  }
}
