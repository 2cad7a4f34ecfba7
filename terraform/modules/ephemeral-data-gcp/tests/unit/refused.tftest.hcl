mock_provider "google" {
  mock_resource "google_service_account" {
    defaults = {
      name = "projects/acme-previews/serviceAccounts/answers-pr-12@acme-previews.iam.gserviceaccount.com"
    }
  }
}

variables {
  plan = {
    service   = "answers", name = "answers-pr-12", namespace = "answers-pr-12", created_at = "2026-11-22T19:00:00Z", ttl_hours = 36,
    size      = "small"
    ephemeral = true
    tags      = { owner = "search", ttl = "36h", environment = "answers-pr-12" }
  }
  uses             = ["bucket"]
  encryption_key   = "projects/acme-keys/locations/europe-west3/keyRings/previews/cryptoKeys/data"
  cluster_identity = "acme-clusters.svc.id.goog"
  project          = "acme-previews"
}

run "what_shall_last" {
  command = plan

  variables {
    plan = {
      service   = "answers", name = "answers-production", namespace = "answers-production", created_at = "2026-11-22T19:00:00Z",
      ttl_hours = 0, size = "small", ephemeral = false, tags = { owner = "search", ttl = "none", environment = "answers-production" }
    }
  }

  expect_failures = [var.plan]
}

run "an_unknown_size" {
  command = plan

  variables {
    plan = {
      service   = "answers", name = "answers-pr-12", namespace = "answers-pr-12", created_at = "2026-11-22T19:00:00Z",
      ttl_hours = 36, size = "huge", ephemeral = true, tags = { owner = "search", ttl = "36h", environment = "answers-pr-12" }
    }
  }

  expect_failures = [var.plan]
}

run "no_end" {
  command = plan

  variables {
    plan = {
      service   = "answers", name = "answers-pr-12", namespace = "answers-pr-12", created_at = "2026-11-22T19:00:00Z",
      ttl_hours = 36, size = "small", ephemeral = true, tags = { owner = "search", environment = "answers-pr-12" }
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

run "a_key_of_no_region" {
  command = plan

  variables {
    encryption_key = "projects/acme-keys/locations/global/keyRings/previews/cryptoKeys/data"
  }

  expect_failures = [var.encryption_key]
}

run "a_pool_of_pipelines" {
  command = plan

  variables {
    cluster_identity = "projects/123/locations/global/workloadIdentityPools/github"
  }

  expect_failures = [var.cluster_identity]
}

run "the_number_of_a_project" {
  command = plan

  variables {
    project = "123456789012"
  }

  expect_failures = [var.project]
}

run "a_cache_without_a_network" {
  command = plan

  variables {
    uses = ["cache"]
  }

  expect_failures = [var.network]
}

run "a_database_of_nothing" {
  command = plan

  variables {
    uses    = ["database"]
    network = "projects/acme-network/global/networks/main"
  }

  expect_failures = [var.database]
}

run "a_name_of_the_servers_own" {
  command = plan

  variables {
    database = { name = "cloudsqladmin", clone_of = "answers-golden", data = "masked" }
  }

  expect_failures = [var.database]
}

run "another_engine" {
  command = plan

  variables {
    database = { version = "MYSQL_8_0", clone_of = "answers-golden", data = "masked" }
  }

  expect_failures = [var.database]
}

run "a_clone_of_no_instance" {
  command = plan

  variables {
    database = { clone_of = "acme:europe-west3:answers-golden", data = "masked" }
  }

  expect_failures = [var.database]
}

run "a_clone_of_production" {
  command = plan

  variables {
    database = { clone_of = "answers-production", data = "original" }
  }

  expect_failures = [var.database]
}
