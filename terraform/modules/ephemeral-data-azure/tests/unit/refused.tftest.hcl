mock_provider "azurerm" {}

variables {
  plan = {
    service   = "answers", name = "answers-pr-12", namespace = "answers-pr-12", created_at = "2026-11-22T19:00:00Z",
    ttl_hours = 36, size = "small", ephemeral = true, tags = { owner = "search", ttl = "36h", environment = "answers-pr-12" }
  }
  uses     = ["bucket"]
  location = "westeurope"
  encryption_key = {
    id          = "https://acme-keys.vault.azure.net/keys/previews"
    identity_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/previews"
  }
  cluster_identity = "https://westeurope.oic.prod-aks.azure.com/33333333-0000-0000-0000-000000000000/44444444-0000-0000-0000-000000000000/"
  network          = { cluster_subnet_ids = ["/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/main/subnets/cluster"] }
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

run "a_key_without_a_vault" {
  command = plan

  variables {
    encryption_key = { id = "previews", identity_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/previews" }
  }

  expect_failures = [var.encryption_key]
}

run "a_key_that_nobody_may_use" {
  command = plan

  variables {
    encryption_key = { id = "https://acme-keys.vault.azure.net/keys/previews", identity_id = "previews" }
  }

  expect_failures = [var.encryption_key]
}

run "an_issuer_in_plain_text" {
  command = plan

  variables {
    cluster_identity = "http://westeurope.oic.prod-aks.azure.com/3/4/"
  }

  expect_failures = [var.cluster_identity]
}

run "pipelines_for_pods" {
  command = plan

  variables {
    cluster_identity = "https://token.actions.githubusercontent.com/acme"
  }

  expect_failures = [var.cluster_identity]
}

run "a_region_by_its_long_name" {
  command = plan

  variables {
    location = "West Europe"
  }

  expect_failures = [var.location]
}

run "a_bucket_that_nobody_reaches" {
  command = plan

  variables {
    network = {}
  }

  expect_failures = [var.network]
}

run "a_database_in_the_open" {
  command = plan

  variables {
    uses    = ["database"]
    network = {}
  }

  expect_failures = [var.network]
}

run "a_cache_in_the_open" {
  command = plan

  variables {
    uses    = ["cache"]
    network = {}
  }

  expect_failures = [var.network]
}

run "a_subnet_by_its_name" {
  command = plan

  variables {
    network = { cluster_subnet_ids = ["cluster"] }
  }

  expect_failures = [var.network]
}

run "a_zone_by_its_name" {
  command = plan

  variables {
    network = {
      cluster_subnet_ids   = ["/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/main/subnets/cluster"]
      database_dns_zone_id = "previews.postgres.database.azure.com"
    }
  }

  expect_failures = [var.network]
}

run "a_name_of_the_servers_own" {
  command = plan

  variables {
    database = { name = "azure_sys" }
  }

  expect_failures = [var.database]
}

run "an_old_version" {
  command = plan

  variables {
    database = { version = "14" }
  }

  expect_failures = [var.database]
}

run "a_clone_of_no_server" {
  command = plan

  variables {
    database = { clone_of = { server_id = "golden", data = "masked" } }
  }

  expect_failures = [var.database]
}

run "a_clone_of_production" {
  command = plan

  variables {
    database = { clone_of = { server_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/g/providers/Microsoft.DBforPostgreSQL/flexibleServers/answers", data = "original" } }
  }

  expect_failures = [var.database]
}
