mock_provider "google" {
  mock_resource "google_kms_crypto_key" {
    defaults = { id = "projects/my-project/locations/europe-west3/keyRings/goldenpath/cryptoKeys/answers-staging" }
  }

  mock_resource "google_pubsub_topic" {
    defaults = { id = "projects/my-project/topics/answers-staging-rotation" }
  }

  mock_resource "google_monitoring_notification_channel" {
    defaults = { id = "projects/my-project/notificationChannels/1" }
  }
}

variables {
  plan = {
    name       = "answers-staging"
    ephemeral  = false
    created_at = "2026-11-22T08:00:00Z"
    tags       = { owner = "search", environment = "answers-staging" }
  }

  project    = { id = "my-project", number = "123456789012" }
  key_ring   = "projects/my-project/locations/europe-west3/keyRings/goldenpath"
  writers    = ["group:keepers@example.com"]
  recipients = ["team@example.com"]

  secrets = {
    model-key = {
      description   = "Key of the model provider"
      rotation_days = 60
      readers       = ["serviceAccount:answers@my-project.iam.gserviceaccount.com"]
    }
    webhook-key = {
      description = "Signs what partners are told"
      readers     = ["serviceAccount:answers@my-project.iam.gserviceaccount.com", "principal://iam.googleapis.com/projects/123456789012/locations/global/workloadIdentityPools/my-project.svc.id.goog/subject/ns/answers/sa/answers"]
    }
  }
}

run "makes_containers_without_values" {
  assert {
    condition     = { for name, secret in google_secret_manager_secret.this : name => secret.secret_id } == { model-key = "answers-staging-model-key", webhook-key = "answers-staging-webhook-key" }
    error_message = "Each secret has one container, with the name of the environment."
  }

  assert {
    condition = alltrue([
      for secret in google_secret_manager_secret.this : secret.replication[0].user_managed[0].replicas[0].location == "europe-west3" && secret.replication[0].user_managed[0].replicas[0].customer_managed_encryption[0].kms_key_name == google_kms_crypto_key.this.id
    ])
    error_message = "Containers are in the region of the key, and encrypted by it."
  }

  assert {
    condition     = output.secret_ids == { model-key = "answers-staging-model-key", webhook-key = "answers-staging-webhook-key" } && output.key_id == google_kms_crypto_key.this.id && output.reminders == google_pubsub_topic.reminders.id
    error_message = "Outputs name the key, the containers and the topic."
  }
}

run "rotates_the_key_every_month" {
  assert {
    condition     = google_kms_crypto_key.this.rotation_period == "2592000s"
    error_message = "The key is rotated every 30 days."
  }
}

run "keeps_for_thirty_days_what_was_deleted" {
  assert {
    condition     = google_kms_crypto_key.this.name == "answers-staging" && google_kms_crypto_key.this.destroy_scheduled_duration == "2592000s"
    error_message = "Versions of the key can be brought back for 30 days."
  }

  assert {
    condition     = alltrue([for secret in google_secret_manager_secret.this : secret.deletion_protection && secret.version_destroy_ttl == "2592000s"])
    error_message = "Containers are protected, and their versions can be brought back."
  }
}

run "keeps_nothing_of_a_preview" {
  variables {
    plan = {
      name       = "answers-pr-7"
      ephemeral  = true
      created_at = "2026-11-22T08:00:00Z"
      expires_at = "2026-11-23T08:00:00Z"
      tags       = { owner = "search", environment = "answers-pr-7", ttl = "24h" }
    }
  }

  assert {
    condition     = alltrue([for secret in google_secret_manager_secret.this : !secret.deletion_protection && secret.expire_time == "2026-11-23T08:00:00Z"])
    error_message = "Containers of a preview end by themselves."
  }

  assert {
    condition     = can(regex("^answers-pr-7-[0-9a-f]{6}$", google_kms_crypto_key.this.name)) && google_kms_crypto_key.this.destroy_scheduled_duration == "86400s"
    error_message = "The key of a preview has a name of its own, and goes as soon as Google lets it."
  }

  assert {
    condition     = alltrue([for labels in concat([for secret in google_secret_manager_secret.this : secret.labels], [google_pubsub_topic.reminders.labels]) : labels.ttl == "24h" && labels.owner == "search"])
    error_message = "The reaper finds an owner and an end."
  }
}

run "names_the_key_of_the_next_preview_otherwise" {
  variables {
    plan = {
      name       = "answers-a-branch-with-a-name-as-long-as-sixty-three-chars-0a1b2"
      ephemeral  = true
      created_at = "2026-11-22T09:00:00Z"
      expires_at = "2026-11-23T09:00:00Z"
      tags       = { owner = "search", environment = "answers", ttl = "24h" }
    }
  }

  assert {
    condition     = length(google_kms_crypto_key.this.name) <= 63 && endswith(google_kms_crypto_key.this.name, substr(sha256("2026-11-22T09:00:00Z"), 0, 6))
    error_message = "Names of keys have 63 characters at most, and end by when the preview began."
  }
}

run "lets_readers_read_and_writers_write" {
  assert {
    condition     = { for name, binding in google_secret_manager_secret_iam_binding.readers : name => [binding.role, length(binding.members)] } == { model-key = ["roles/secretmanager.secretAccessor", 1], webhook-key = ["roles/secretmanager.secretAccessor", 2] }
    error_message = "A reader of one secret reads that one."
  }

  assert {
    condition     = google_secret_manager_secret_iam_binding.readers["model-key"].members == toset(["serviceAccount:answers@my-project.iam.gserviceaccount.com"])
    error_message = "Nobody else reads it."
  }

  assert {
    condition     = alltrue([for binding in google_secret_manager_secret_iam_binding.writers : binding.role == "roles/secretmanager.secretVersionAdder" && binding.members == toset(["group:keepers@example.com"])])
    error_message = "Writers add versions, and read none."
  }

  assert {
    condition = { for member in google_kms_crypto_key_iam_member.agent : member.member => member.role } == {
      "serviceAccount:service-123456789012@gcp-sa-secretmanager.iam.gserviceaccount.com" = "roles/cloudkms.cryptoKeyEncrypterDecrypter"
      "serviceAccount:service-123456789012@gcp-sa-pubsub.iam.gserviceaccount.com"        = "roles/cloudkms.cryptoKeyEncrypterDecrypter"
    }
    error_message = "Only Google's own agents use the key."
  }
}

run "says_of_everything_whose_it_is" {
  assert {
    condition = alltrue([
      for labels in concat(
        [google_kms_crypto_key.this.labels, google_pubsub_topic.reminders.labels, google_pubsub_subscription.reminders.labels, google_monitoring_alert_policy.rotation.user_labels],
        [for secret in google_secret_manager_secret.this : secret.labels],
        [for channel in google_monitoring_notification_channel.recipient : channel.user_labels],
      ) : labels == var.plan.tags
    ])
    error_message = "Everything has the labels of the plan."
  }
}

run "reminds_of_each_secret_in_its_time" {
  assert {
    condition     = { for name, secret in google_secret_manager_secret.this : name => secret.rotation[0].rotation_period } == { model-key = "5184000s", webhook-key = "2592000s" }
    error_message = "Each secret has a period of its own."
  }

  assert {
    condition     = alltrue([for secret in google_secret_manager_secret.this : secret.topics[0].name == google_pubsub_topic.reminders.id && timecmp(secret.rotation[0].next_rotation_time, plantimestamp()) > 0])
    error_message = "The first reminder is to come, and goes to the topic."
  }

  assert {
    condition     = google_pubsub_topic.reminders.kms_key_name == google_kms_crypto_key.this.id && google_pubsub_topic_iam_binding.reminders.role == "roles/pubsub.publisher" && google_pubsub_topic_iam_binding.reminders.members == toset(["serviceAccount:service-123456789012@gcp-sa-secretmanager.iam.gserviceaccount.com"])
    error_message = "The topic is encrypted, and Secret Manager alone writes to it."
  }

  assert {
    condition     = google_pubsub_subscription.reminders.filter == "attributes.eventType = \"SECRET_ROTATE\"" && google_pubsub_subscription.reminders.expiration_policy[0].ttl == ""
    error_message = "Reminders alone wait, and do so when nobody looks."
  }

  assert {
    condition     = google_monitoring_alert_policy.rotation.conditions[0].condition_threshold[0].threshold_value == 0 && google_monitoring_alert_policy.rotation.conditions[0].condition_threshold[0].comparison == "COMPARISON_GT" && strcontains(google_monitoring_alert_policy.rotation.conditions[0].condition_threshold[0].filter, google_pubsub_subscription.reminders.name)
    error_message = "One reminder that waits is enough."
  }

  assert {
    condition     = google_monitoring_alert_policy.rotation.notification_channels == tolist(["projects/my-project/notificationChannels/1"]) && google_monitoring_notification_channel.recipient["team@example.com"].labels.email_address == "team@example.com"
    error_message = "Somebody is told."
  }
}

run "refuses_a_preview_without_an_end" {
  command = plan

  variables {
    plan = { name = "answers-pr-7", ephemeral = true, created_at = "2026-11-22T08:00:00Z", tags = { owner = "search" } }
  }

  expect_failures = [var.plan]
}

run "refuses_a_name_that_a_cloud_does_not_take" {
  command = plan

  variables {
    secrets = { "Model_Key" = { description = "Key of the model provider", readers = ["serviceAccount:answers@my-project.iam.gserviceaccount.com"] } }
  }

  expect_failures = [var.secrets]
}

run "refuses_a_value" {
  command = plan

  variables {
    secrets = { model-key = { description = "Key of the model provider", readers = ["serviceAccount:answers@my-project.iam.gserviceaccount.com"], value = "what nobody may read here" } }
  }

  expect_failures = [var.secrets]
}

run "refuses_a_description_that_is_a_value" {
  command = plan

  variables {
    secrets = { model-key = { description = "use A1b2C3d4E5f6G7h8", readers = ["serviceAccount:answers@my-project.iam.gserviceaccount.com"] } }
  }

  expect_failures = [var.secrets]
}

run "refuses_a_secret_that_stays_for_longer_than_ninety_days" {
  command = plan

  variables {
    secrets = { model-key = { description = "Key of the model provider", readers = ["serviceAccount:answers@my-project.iam.gserviceaccount.com"], rotation_days = 91 } }
  }

  expect_failures = [var.secrets]
}

run "refuses_half_a_day" {
  command = plan

  variables {
    secrets = { model-key = { description = "Key of the model provider", readers = ["serviceAccount:answers@my-project.iam.gserviceaccount.com"], rotation_days = 1.5 } }
  }

  expect_failures = [var.secrets]
}

run "refuses_a_secret_that_nobody_reads" {
  command = plan

  variables {
    secrets = { model-key = { description = "Key of the model provider", readers = [] } }
  }

  expect_failures = [var.secrets]
}

run "refuses_a_person_as_a_reader" {
  command = plan

  variables {
    secrets = { model-key = { description = "Key of the model provider", readers = ["user:somebody@example.com"] } }
  }

  expect_failures = [var.secrets]
}

run "refuses_a_group_as_a_reader" {
  command = plan

  variables {
    secrets = { model-key = { description = "Key of the model provider", readers = ["group:team@example.com"] } }
  }

  expect_failures = [var.secrets]
}

run "refuses_everybody_as_a_reader" {
  command = plan

  variables {
    secrets = { model-key = { description = "Key of the model provider", readers = ["allAuthenticatedUsers"] } }
  }

  expect_failures = [var.secrets]
}

run "refuses_a_whole_pool_as_a_reader" {
  command = plan

  variables {
    secrets = { model-key = { description = "Key of the model provider", readers = ["principalSet://iam.googleapis.com/projects/123456789012/locations/global/workloadIdentityPools/pool/*"] } }
  }

  expect_failures = [var.secrets]
}

run "refuses_to_have_no_writers" {
  command = plan

  variables {
    writers = []
  }

  expect_failures = [var.writers]
}

run "refuses_a_writer_of_another_form" {
  command = plan

  variables {
    writers = ["allUsers"]
  }

  expect_failures = [var.writers]
}

run "refuses_a_reader_that_writes" {
  command = plan

  variables {
    writers = ["serviceAccount:answers@my-project.iam.gserviceaccount.com"]
  }

  expect_failures = [var.writers]
}

run "refuses_to_remind_nobody" {
  command = plan

  variables {
    recipients = []
  }

  expect_failures = [var.recipients]
}

run "refuses_a_recipient_without_an_address" {
  command = plan

  variables {
    recipients = ["team"]
  }

  expect_failures = [var.recipients]
}

run "refuses_a_project_without_its_number" {
  command = plan

  variables {
    project = { id = "my-project", number = "my-project" }
  }

  expect_failures = [var.project]
}

run "refuses_a_key_ring_of_no_region" {
  command = plan

  variables {
    key_ring = "projects/my-project/locations/global/keyRings/goldenpath"
  }

  expect_failures = [var.key_ring]
}
