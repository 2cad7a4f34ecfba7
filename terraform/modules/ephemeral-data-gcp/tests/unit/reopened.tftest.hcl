# Cloud SQL does not give the name of a deleted instance again for a week.
mock_provider "google" {
  mock_resource "google_service_account" {
    defaults = {
      name  = "projects/acme-previews/serviceAccounts/answers-pr-12@acme-previews.iam.gserviceaccount.com"
      email = "answers-pr-12@acme-previews.iam.gserviceaccount.com"
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
  uses             = ["database"]
  encryption_key   = "projects/acme-keys/locations/europe-west3/keyRings/previews/cryptoKeys/data"
  cluster_identity = "acme-clusters.svc.id.goog"
  project          = "acme-previews"
  network          = "projects/acme-network/global/networks/main"
  database         = { clone_of = "answers-golden", data = "masked" }
}

run "first" {}

run "again_while_it_stands" {
  variables {
    plan = {
      service   = "answers", name = "answers-pr-12", namespace = "answers-pr-12", created_at = "2026-11-22T20:00:00Z", ttl_hours = 36,
      size      = "small"
      ephemeral = true
      tags      = { owner = "search", ttl = "36h", environment = "answers-pr-12" }
    }
  }

  assert {
    condition     = google_sql_database_instance.this[0].name == run.first.leftovers.google_sql_database_instance
    error_message = "To bring it up to date would make another database."
  }
}

run "anew" {
  state_key = "anew"

  variables {
    plan = {
      service   = "answers", name = "answers-pr-12", namespace = "answers-pr-12", created_at = "2026-11-23T08:00:00Z", ttl_hours = 36,
      size      = "small"
      ephemeral = true
      tags      = { owner = "search", ttl = "36h", environment = "answers-pr-12" }
    }
  }

  assert {
    condition     = google_sql_database_instance.this[0].name != run.first.leftovers.google_sql_database_instance
    error_message = "Google refuses the name of the deleted instance."
  }
}
