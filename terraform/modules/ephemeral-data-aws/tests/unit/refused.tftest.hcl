mock_provider "aws" {}

variables {
  plan = {
    service   = "answers"
    name      = "answers-pr-12"
    namespace = "answers-pr-12"
    ttl_hours = 36
    size      = "small"
    ephemeral = true
    tags      = { owner = "search", ttl = "36h", environment = "answers-pr-12" }
  }
  uses             = ["bucket"]
  encryption_key   = "arn:aws:kms:eu-central-1:111122223333:key/11111111-2222-3333-4444-555555555555"
  cluster_identity = "arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/0123456789ABCDEF"
}

run "what_shall_last" {
  command = plan

  variables {
    plan = {
      service   = "answers", name = "answers-production", namespace = "answers-production", ttl_hours = 0, size = "small",
      ephemeral = false, tags = { owner = "search", ttl = "none", environment = "answers-production" }
    }
  }

  expect_failures = [var.plan]
}

run "an_unknown_size" {
  command = plan

  variables {
    plan = {
      service   = "answers", name = "answers-pr-12", namespace = "answers-pr-12", ttl_hours = 36, size = "huge",
      ephemeral = true, tags = { owner = "search", ttl = "36h", environment = "answers-pr-12" }
    }
  }

  expect_failures = [var.plan]
}

run "nobodys" {
  command = plan

  variables {
    plan = {
      service   = "answers", name = "answers-pr-12", namespace = "answers-pr-12", ttl_hours = 36, size = "small",
      ephemeral = true, tags = { owner = "", ttl = "36h", environment = "answers-pr-12" }
    }
  }

  expect_failures = [var.plan]
}

run "no_end" {
  command = plan

  variables {
    plan = {
      service   = "answers", name = "answers-pr-12", namespace = "answers-pr-12", ttl_hours = 36, size = "small",
      ephemeral = true, tags = { owner = "search", environment = "answers-pr-12" }
    }
  }

  expect_failures = [var.plan]
}

run "a_use_that_nobody_knows" {
  command = plan

  variables {
    uses = ["bucket", "search"]
  }

  expect_failures = [var.uses]
}

run "no_use" {
  command = plan

  variables {
    uses = []
  }

  expect_failures = [var.uses]
}

run "an_alias_for_a_key" {
  command = plan

  variables {
    encryption_key = "arn:aws:kms:eu-central-1:111122223333:alias/previews"
  }

  expect_failures = [var.encryption_key]
}

run "an_address_for_an_issuer" {
  command = plan

  variables {
    cluster_identity = "https://oidc.eks.eu-central-1.amazonaws.com/id/0123456789ABCDEF"
  }

  expect_failures = [var.cluster_identity]
}

run "pipelines_for_pods" {
  command = plan

  variables {
    cluster_identity = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
  }

  expect_failures = [var.cluster_identity]
}

run "no_policy_for_a_boundary" {
  command = plan

  variables {
    permissions_boundary = "previews"
  }

  expect_failures = [var.permissions_boundary]
}

run "a_database_without_a_subnet_group" {
  command = plan

  variables {
    uses    = ["database"]
    network = { security_group_ids = ["sg-0a1b2c3d"] }
  }

  expect_failures = [var.network]
}

run "a_cache_in_one_zone" {
  command = plan

  variables {
    uses    = ["cache"]
    network = { subnet_ids = ["subnet-0a1b2c3d"], security_group_ids = ["sg-0a1b2c3d"] }
  }

  expect_failures = [var.network]
}

run "the_default_group_of_the_network" {
  command = plan

  variables {
    uses    = ["cache"]
    network = { subnet_ids = ["subnet-0a1b2c3d", "subnet-0a1b2c3e"] }
  }

  expect_failures = [var.network]
}

run "subnets_of_another_cloud" {
  command = plan

  variables {
    network = { subnet_ids = ["previews"] }
  }

  expect_failures = [var.network]
}

run "a_name_of_the_servers_own" {
  command = plan

  variables {
    database = { name = "rdsadmin" }
  }

  expect_failures = [var.database]
}

run "a_name_that_is_sql" {
  command = plan

  variables {
    database = { name = "app\"; drop table users; --" }
  }

  expect_failures = [var.database]
}

run "an_engine_that_answers_without_tls" {
  command = plan

  variables {
    database = { engine_version = "16.6" }
  }

  expect_failures = [var.database]
}

run "a_clone_of_no_cluster" {
  command = plan

  variables {
    database = { clone_of = { cluster = "arn:aws:rds:eu-central-1:111122223333:cluster:golden", data = "masked" } }
  }

  expect_failures = [var.database]
}

run "a_clone_of_production" {
  command = plan

  variables {
    database = { clone_of = { cluster = "answers-production", data = "original" } }
  }

  expect_failures = [var.database]
}
