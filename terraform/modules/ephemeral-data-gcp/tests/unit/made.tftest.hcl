mock_provider "google" {
  mock_resource "google_service_account" {
    defaults = {
      name   = "projects/acme-previews/serviceAccounts/answers-pr-12@acme-previews.iam.gserviceaccount.com"
      email  = "answers-pr-12@acme-previews.iam.gserviceaccount.com"
      member = "serviceAccount:answers-pr-12@acme-previews.iam.gserviceaccount.com"
    }
  }

  mock_resource "google_sql_database_instance" {
    defaults = {
      deletion_protection = true # as if Google chose it

      private_ip_address = "10.20.0.5"
      server_ca_cert     = [{ cert = "PEM", common_name = "", create_time = "", expiration_time = "", sha1_fingerprint = "" }]
    }
  }

  mock_resource "google_memorystore_instance" {
    defaults = {
      deletion_protection_enabled = true
      replica_count               = 2

      endpoints = [{
        connections = [
          {
            psc_auto_connection = [{
              connection_type = "CONNECTION_TYPE_READER", forwarding_rule = "", ip_address = "10.20.0.7", network = "", port = 6379
              project_id      = "", psc_connection_id = "", service_attachment = ""
            }]
          },
          {
            psc_auto_connection = [{
              connection_type = "CONNECTION_TYPE_PRIMARY", forwarding_rule = "", ip_address = "10.20.0.6", network = "", port = 6379
              project_id      = "", psc_connection_id = "", service_attachment = ""
            }]
          },
        ]
      }]
    }
  }
}

variables {
  plan = {
    service    = "answers"
    name       = "answers-pr-12"
    namespace  = "answers-pr-12"
    created_at = "2026-11-22T19:00:00Z"
    ttl_hours  = 36
    size       = "small"
    ephemeral  = true
    tags       = { owner = "search", ttl = "36h", environment = "answers-pr-12" }
  }
  encryption_key   = "projects/acme-keys/locations/europe-west3/keyRings/previews/cryptoKeys/data"
  cluster_identity = "acme-clusters.svc.id.goog"
  project          = "acme-previews"
  network          = "projects/acme-network/global/networks/main"
  database         = { clone_of = "answers-golden", data = "masked", flags = { max_connections = "50" } }
}

run "a_branch_of_a_database_and_the_rest" {
  assert {
    condition = output.settings == {
      GOLDENPATH_ENVIRONMENT = "answers-pr-12"
      BUCKET_URL             = "gs://${google_storage_bucket.this[0].name}"
      QUEUE_URL              = "gcppubsub://projects/acme-previews/topics/answers-pr-12"
      QUEUE_SUBSCRIPTION_URL = "gcppubsub://projects/acme-previews/subscriptions/answers-pr-12"
      REDIS_URL              = "rediss://10.20.0.6:6379/0"
      REDIS_AUTH             = "iam"
      DATABASE_URL           = "postgresql://answers-pr-12%40acme-previews.iam@10.20.0.5:5432/app?sslmode=verify-ca"
      DATABASE_AUTH          = "iam"
      DATABASE_CA_CERT       = "PEM"
    }
    error_message = "The service is told something else: ${jsonencode(output.settings)}"
  }

  assert {
    condition     = output.secrets == {} && output.identity == "answers-pr-12@acme-previews.iam.gserviceaccount.com"
    error_message = "The pods have another account, or a password."
  }

  assert {
    condition = (
      google_sql_database_instance.this[0].clone[0].source_instance_name == "answers-golden" &&
      google_sql_database_instance.this[0].database_version == "POSTGRES_17"
    )
    error_message = "It is no clone."
  }

  assert {
    condition = toset(keys(output.leftovers)) == toset([
      "google_service_account", "google_storage_bucket", "google_pubsub_topic", "google_pubsub_subscription",
      "google_memorystore_instance", "google_sql_database_instance",
    ])
    error_message = "The reaper does not look for all of it: ${jsonencode(output.leftovers)}"
  }
}

run "only_the_pods_of_the_environment_are_trusted" {
  assert {
    condition = (
      google_service_account_iam_member.pods.role == "roles/iam.workloadIdentityUser" &&
      google_service_account_iam_member.pods.member == "serviceAccount:acme-clusters.svc.id.goog[answers-pr-12/answers]"
    )
    error_message = "Somebody else may be the account: ${google_service_account_iam_member.pods.member}"
  }
}

run "the_account_reaches_its_own_things_only" {
  assert {
    condition = alltrue([
      for granted in [
        google_storage_bucket_iam_member.service[0], google_pubsub_topic_iam_member.publishes[0],
        google_pubsub_subscription_iam_member.reads[0], google_project_iam_member.cache[0], google_project_iam_member.database[0],
      ] : granted.member == "serviceAccount:answers-pr-12@acme-previews.iam.gserviceaccount.com"
    ])
    error_message = "Somebody else gets it."
  }

  assert {
    condition = [
      google_storage_bucket_iam_member.service[0].role,
      google_pubsub_topic_iam_member.publishes[0].role,
      google_pubsub_subscription_iam_member.reads[0].role,
      google_project_iam_member.cache[0].role,
      google_project_iam_member.database[0].role,
      ] == [
      "roles/storage.objectUser", "roles/pubsub.publisher", "roles/pubsub.subscriber", "roles/memorystore.dbConnectionUser",
      "roles/cloudsql.instanceUser",
    ]
    error_message = "It gets more, or less."
  }

  # Of a project, so bound to one thing of it.
  assert {
    condition = [
      one(google_project_iam_member.cache[0].condition).expression,
      one(google_project_iam_member.database[0].condition).expression,
      ] == [
      "resource.name == \"projects/acme-previews/locations/europe-west3/instances/answers-pr-12\"",
      "resource.name == \"projects/acme-previews/instances/${google_sql_database_instance.this[0].name}\" && resource.service == \"sqladmin.googleapis.com\"",
    ]
    error_message = "It reaches what is not its own."
  }

  assert {
    condition = (
      google_sql_user.service[0].type == "CLOUD_IAM_SERVICE_ACCOUNT" &&
      google_sql_user.service[0].name == "answers-pr-12@acme-previews.iam" &&
      google_sql_user.service[0].password == null
    )
    error_message = "The database has a user with a password."
  }
}

run "everything_is_encrypted_by_the_key" {
  assert {
    condition = alltrue([
      for key in [
        google_sql_database_instance.this[0].encryption_key_name, google_memorystore_instance.this[0].kms_key,
        google_pubsub_topic.this[0].kms_key_name, one(google_storage_bucket.this[0].encryption).default_kms_key_name,
      ] : key == var.encryption_key
    ])
    error_message = "Something is under another key."
  }

  assert {
    condition = alltrue([
      for place in [
        google_sql_database_instance.this[0].region, google_memorystore_instance.this[0].location, google_storage_bucket.this[0].location,
        one(one(google_pubsub_topic.this[0].message_storage_policy).allowed_persistence_regions),
      ] : place == "europe-west3"
    ])
    error_message = "Something is elsewhere than its key."
  }
}

run "all_of_it_is_in_the_project_of_previews" {
  assert {
    condition = alltrue([
      for project in [
        google_service_account.service.project, google_storage_bucket.this[0].project, google_pubsub_topic.this[0].project,
        google_pubsub_subscription.this[0].project, google_pubsub_topic_iam_member.publishes[0].project,
        google_pubsub_subscription_iam_member.reads[0].project, google_memorystore_instance.this[0].project,
        one(google_memorystore_instance.this[0].desired_auto_created_endpoints).project_id,
        google_project_iam_member.cache[0].project, google_project_iam_member.database[0].project,
        google_sql_database_instance.this[0].project, google_sql_user.service[0].project,
      ] : project == "acme-previews"
    ])
    error_message = "Something is in the provider's project."
  }

  assert {
    condition = (
      google_storage_bucket_iam_member.service[0].bucket == google_storage_bucket.this[0].name &&
      google_pubsub_subscription.this[0].topic == google_pubsub_topic.this[0].id &&
      google_pubsub_topic_iam_member.publishes[0].topic == "answers-pr-12" &&
      google_pubsub_subscription_iam_member.reads[0].subscription == "answers-pr-12" &&
      google_sql_user.service[0].instance == google_sql_database_instance.this[0].name &&
      google_service_account_iam_member.pods.service_account_id == google_service_account.service.name
    )
    error_message = "Something belongs to another thing."
  }
}

run "nothing_outlives_it" {
  assert {
    condition = (
      google_storage_bucket.this[0].force_destroy &&
      one(google_storage_bucket.this[0].soft_delete_policy).retention_duration_seconds == 0 &&
      !google_memorystore_instance.this[0].deletion_protection_enabled &&
      !google_sql_database_instance.this[0].deletion_protection &&
      !one(google_sql_database_instance.this[0].settings).deletion_protection_enabled &&
      !one(google_sql_database_instance.this[0].settings).retain_backups_on_delete &&
      !one(one(google_sql_database_instance.this[0].settings).backup_configuration).enabled &&
      !one(one(google_sql_database_instance.this[0].settings).backup_configuration).point_in_time_recovery_enabled &&
      google_sql_user.service[0].deletion_policy == "ABANDON"
    )
    error_message = "A destroy leaves something, or fails."
  }

  assert {
    condition = (
      google_pubsub_subscription.this[0].message_retention_duration == "129600s" &&
      one(google_pubsub_subscription.this[0].expiration_policy).ttl == "129600s" &&
      one(google_pubsub_subscription.this[0].retry_policy).minimum_backoff == "10s" &&
      one(google_pubsub_subscription.this[0].retry_policy).maximum_backoff == "600s"
    )
    error_message = "Messages live longer than the environment."
  }

  assert {
    condition = (
      one(one(google_storage_bucket.this[0].lifecycle_rule).condition).age == 2 &&
      one(one(google_storage_bucket.this[0].lifecycle_rule).action).type == "Delete"
    )
    error_message = "Objects live longer than the environment, rounded up to days."
  }

  assert {
    condition = alltrue([
      for labels in [
        google_storage_bucket.this[0].labels, google_pubsub_topic.this[0].labels, google_pubsub_subscription.this[0].labels,
        google_memorystore_instance.this[0].labels, one(google_sql_database_instance.this[0].settings).user_labels,
      ] : labels == tomap(var.plan.tags)
    ]) && google_service_account.service.description == "environment=answers-pr-12 owner=search ttl=36h"
    error_message = "The reaper would not find all of it."
  }
}

run "nobody_else_gets_in" {
  assert {
    condition = (
      google_storage_bucket.this[0].public_access_prevention == "enforced" &&
      google_storage_bucket.this[0].uniform_bucket_level_access &&
      one(google_pubsub_topic.this[0].message_storage_policy).enforce_in_transit &&
      google_memorystore_instance.this[0].authorization_mode == "IAM_AUTH" &&
      google_memorystore_instance.this[0].transit_encryption_mode == "SERVER_AUTHENTICATION" &&
      one(google_memorystore_instance.this[0].desired_auto_created_endpoints).network == var.network &&
      !one(one(google_sql_database_instance.this[0].settings).ip_configuration).ipv4_enabled &&
      one(one(google_sql_database_instance.this[0].settings).ip_configuration).private_network == var.network &&
      one(one(google_sql_database_instance.this[0].settings).ip_configuration).ssl_mode == "ENCRYPTED_ONLY"
    )
    error_message = "Something is public, or in plain text."
  }

  assert {
    condition = {
      for flag in one(google_sql_database_instance.this[0].settings).database_flags : flag.name => flag.value
    } == { "cloudsql.iam_authentication" = "on", max_connections = "50" }
    error_message = "The database does not ask IAM, or lost the flags of its source."
  }
}

run "it_is_the_smallest" {
  assert {
    condition = (
      one(google_sql_database_instance.this[0].settings).tier == "db-f1-micro" &&
      one(google_sql_database_instance.this[0].settings).edition == "ENTERPRISE" &&
      one(google_sql_database_instance.this[0].settings).availability_type == "ZONAL" &&
      google_memorystore_instance.this[0].node_type == "SHARED_CORE_NANO" &&
      google_memorystore_instance.this[0].mode == "CLUSTER_DISABLED" &&
      google_memorystore_instance.this[0].engine_version == "VALKEY_8_0" &&
      google_memorystore_instance.this[0].shard_count == 1 &&
      google_memorystore_instance.this[0].replica_count == 0
    )
    error_message = "It costs more than it has to."
  }
}

run "an_hour_is_enough_for_pub_sub" {
  variables {
    uses = ["queue"]
    plan = {
      service   = "answers", name = "answers-pr-12", namespace = "answers-pr-12", created_at = "2026-11-22T19:00:00Z", ttl_hours = 1,
      size      = "small"
      ephemeral = true
      tags      = { owner = "search", ttl = "1h", environment = "answers-pr-12" }
    }
  }

  assert {
    condition = (
      google_pubsub_subscription.this[0].message_retention_duration == "3600s" &&
      one(google_pubsub_subscription.this[0].expiration_policy).ttl == "86400s"
    )
    error_message = "A subscription lives for a day at least."
  }
}

run "only_what_is_used" {
  variables {
    uses     = ["bucket"]
    network  = null
    database = null
  }

  assert {
    condition     = toset(keys(output.leftovers)) == toset(["google_service_account", "google_storage_bucket"])
    error_message = "More is made than is used: ${jsonencode(output.leftovers)}"
  }

  assert {
    condition     = toset(keys(output.settings)) == toset(["GOLDENPATH_ENVIRONMENT", "BUCKET_URL"])
    error_message = "The service is told of what is not there."
  }

  assert {
    condition     = length(google_project_iam_member.cache) + length(google_project_iam_member.database) == 0
    error_message = "The account reaches what is not there."
  }
}

run "a_long_name_is_cut_and_stays_unlike_others" {
  variables {
    plan = {
      service    = "answers"
      name       = "answers--feature-a-very-long-branch-name-that-never-ends-0a1b2c"
      namespace  = "answers--feature-a-very-long-branch-name-that-never-ends-0a1b2c"
      created_at = "2026-11-22T19:00:00Z"
      ttl_hours  = 24
      size       = "large"
      ephemeral  = true
      tags       = { owner = "search", ttl = "24h", environment = "answers--feature" }
    }
  }

  assert {
    condition     = google_service_account.service.account_id == "answers-feature-a-ver-${substr(sha256(var.plan.name), 0, 8)}"
    error_message = "The account is ${google_service_account.service.account_id}."
  }

  assert {
    condition     = length(google_service_account.service.account_id) <= 30 && length(google_storage_bucket.this[0].name) <= 63
    error_message = "Too long for an account or a bucket."
  }
}
