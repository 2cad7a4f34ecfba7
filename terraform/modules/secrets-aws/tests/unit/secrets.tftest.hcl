mock_provider "aws" {
  # The real provider wants ARNs where ARNs belong.
  mock_resource "aws_kms_key" {
    defaults = { arn = "arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555" }
  }

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/answers-staging-rotation-reminder" }
  }

  mock_resource "aws_secretsmanager_secret" {
    defaults = { arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:answers-staging/model-key-a1b2c3" }
  }

  mock_resource "aws_sns_topic" {
    defaults = { arn = "arn:aws:sns:eu-central-1:123456789012:answers-staging-rotation" }
  }

  mock_resource "aws_scheduler_schedule_group" {
    defaults = { arn = "arn:aws:scheduler:eu-central-1:123456789012:schedule-group/answers-staging-rotation" }
  }
}

variables {
  plan = {
    name      = "answers-staging"
    ephemeral = false
    tags      = { owner = "search", environment = "answers-staging" }
  }

  account_id = "123456789012"
  region     = "eu-central-1"
  writers    = ["arn:aws:iam::123456789012:role/keepers"]
  recipients = ["team@example.com"]

  secrets = {
    model-key = {
      description   = "Key of the model provider"
      rotation_days = 60
      readers       = ["arn:aws:iam::123456789012:role/answers"]
    }
    webhook-key = {
      description = "Signs what partners are told"
      readers     = ["arn:aws:iam::123456789012:role/answers", "arn:aws:iam::123456789012:role/jobs"]
    }
  }
}

run "makes_containers_without_values" {
  assert {
    condition     = { for name, secret in aws_secretsmanager_secret.this : name => secret.name } == { model-key = "answers-staging/model-key", webhook-key = "answers-staging/webhook-key" }
    error_message = "Each secret has one container, in the folder of the environment."
  }

  assert {
    condition     = alltrue([for secret in aws_secretsmanager_secret.this : secret.kms_key_id == aws_kms_key.this.arn])
    error_message = "Containers are encrypted by the key of the environment."
  }

  assert {
    condition     = output.secret_ids == { model-key = "answers-staging/model-key", webhook-key = "answers-staging/webhook-key" } && output.key_id == aws_kms_key.this.arn && output.reminders == aws_sns_topic.reminders.arn
    error_message = "Outputs name the key, the containers and the topic."
  }
}

run "rotates_the_key_as_often_as_aws_can" {
  assert {
    condition     = aws_kms_key.this.enable_key_rotation && aws_kms_key.this.rotation_period_in_days == 90
    error_message = "The key is rotated every 90 days."
  }
}

run "keeps_for_thirty_days_what_was_deleted" {
  assert {
    condition     = aws_kms_key.this.deletion_window_in_days == 30 && alltrue([for secret in aws_secretsmanager_secret.this : secret.recovery_window_in_days == 30])
    error_message = "What lasts can be brought back for 30 days."
  }
}

run "keeps_nothing_of_a_preview" {
  variables {
    plan = {
      name      = "answers-pr-7"
      ephemeral = true
      tags      = { owner = "search", environment = "answers-pr-7", ttl = "24h" }
    }
  }

  assert {
    condition     = alltrue([for secret in aws_secretsmanager_secret.this : secret.recovery_window_in_days == 0])
    error_message = "Containers of a preview are gone at once."
  }

  assert {
    condition     = aws_kms_key.this.deletion_window_in_days == 7
    error_message = "The key of a preview goes as soon as AWS lets it."
  }

  assert {
    condition     = alltrue([for secret in aws_secretsmanager_secret.this : secret.tags.ttl == "24h" && secret.tags.owner == "search"])
    error_message = "The reaper finds an owner and an end."
  }
}

run "lets_readers_read_and_writers_write" {
  assert {
    condition = {
      for statement in jsondecode(aws_secretsmanager_secret_policy.this["model-key"].policy).Statement : statement.Sid => [statement.Effect, statement.Action, try(statement.Principal.AWS, statement.Principal)]
      } == {
      Read            = ["Allow", ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"], ["arn:aws:iam::123456789012:role/answers"]]
      Write           = ["Allow", ["secretsmanager:DescribeSecret", "secretsmanager:PutSecretValue", "secretsmanager:UpdateSecretVersionStage"], ["arn:aws:iam::123456789012:role/keepers"]]
      NobodyElseReads = ["Deny", ["secretsmanager:GetSecretValue"], "*"]
    }
    error_message = "A reader of one secret reads that one, writers read none."
  }

  assert {
    condition     = jsondecode(aws_secretsmanager_secret_policy.this["webhook-key"].policy).Statement[2].Condition == { ArnNotEquals = { "aws:PrincipalArn" = ["arn:aws:iam::123456789012:role/answers", "arn:aws:iam::123456789012:role/jobs"] } }
    error_message = "Everybody but the readers is refused, whatever IAM allows."
  }

  assert {
    condition     = alltrue([for policy in aws_secretsmanager_secret_policy.this : policy.block_public_policy])
    error_message = "A policy for everybody is refused by AWS, too."
  }
}

run "lets_nobody_use_the_key_past_the_two_services" {
  assert {
    condition = {
      for statement in jsondecode(aws_kms_key.this.policy).Statement : statement.Sid => [statement.Action, statement.Condition.StringEquals["kms:ViaService"]]
      if statement.Sid != "Administer"
      } == {
      Read   = [["kms:Decrypt"], "secretsmanager.eu-central-1.amazonaws.com"]
      Write  = [["kms:Decrypt", "kms:GenerateDataKey"], "secretsmanager.eu-central-1.amazonaws.com"]
      Remind = [["kms:Decrypt", "kms:GenerateDataKey"], "sns.eu-central-1.amazonaws.com"]
    }
    error_message = "The key works through Secrets Manager and the topic only."
  }

  assert {
    condition = { for statement in jsondecode(aws_kms_key.this.policy).Statement : statement.Sid => [statement.Effect, statement.Principal.AWS] } == {
      Administer = ["Allow", "123456789012"]
      Read       = ["Allow", ["arn:aws:iam::123456789012:role/answers", "arn:aws:iam::123456789012:role/jobs"]]
      Write      = ["Allow", ["arn:aws:iam::123456789012:role/keepers"]]
      Remind     = ["Allow", aws_iam_role.reminder.arn]
    }
    error_message = "Each reader and writer uses the key, and nobody else."
  }

  assert {
    condition     = length([for action in jsondecode(aws_kms_key.this.policy).Statement[0].Action : action if can(regex("\\*|crypt|DataKey|Grant", action))]) == 0
    error_message = "The account administers the key and does not use it."
  }
}

run "says_of_everything_whose_it_is" {
  assert {
    condition     = alltrue([for tags in [aws_kms_key.this.tags, aws_sns_topic.reminders.tags, aws_scheduler_schedule_group.reminders.tags, aws_iam_role.reminder.tags] : tags == var.plan.tags])
    error_message = "Keys, topics, groups of schedules and roles have the tags of the plan."
  }

  assert {
    condition     = alltrue([for name, secret in aws_secretsmanager_secret.this : secret.tags == tomap({ owner = "search", environment = "answers-staging", rotation_days = tostring(var.secrets[name].rotation_days) })])
    error_message = "Containers say how often they change, too."
  }
}

run "reminds_of_each_secret_in_its_time" {
  assert {
    condition     = { for name, reminder in aws_scheduler_schedule.reminder : name => reminder.schedule_expression } == { model-key = "rate(60 days)", webhook-key = "rate(30 days)" }
    error_message = "Each secret has a schedule of its own."
  }

  assert {
    condition     = aws_sns_topic.reminders.kms_master_key_id == aws_kms_key.this.arn && keys(aws_sns_topic_subscription.reminders) == ["team@example.com"]
    error_message = "The topic is encrypted, and somebody reads it."
  }

  assert {
    condition = jsondecode(aws_iam_role.reminder.assume_role_policy).Statement == [{
      Effect    = "Allow"
      Principal = { Service = "scheduler.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:SourceAccount" = "123456789012", "aws:SourceArn" = aws_scheduler_schedule_group.reminders.arn } }
    }]
    error_message = "No other schedule uses the role."
  }

  assert {
    condition     = jsondecode(aws_iam_role_policy.reminder.policy).Statement == [{ Action = "sns:Publish", Effect = "Allow", Resource = aws_sns_topic.reminders.arn }]
    error_message = "The role publishes to the topic, and nothing else."
  }
}

run "reminds_every_day" {
  variables {
    secrets = { model-key = { description = "Key of the model provider", rotation_days = 1, readers = ["arn:aws:iam::123456789012:role/answers"] } }
  }

  assert {
    condition     = aws_scheduler_schedule.reminder["model-key"].schedule_expression == "rate(1 day)"
    error_message = "AWS refuses 1 days."
  }
}

run "shortens_names_that_aws_would_refuse" {
  variables {
    plan = {
      name      = "answers-a-branch-with-a-name-as-long-as-sixty-three-chars-0a1b2c"
      ephemeral = true
      tags      = { owner = "search", environment = "answers", ttl = "24h" }
    }
  }

  assert {
    condition     = length(aws_iam_role.reminder.name) <= 64 && length(aws_scheduler_schedule_group.reminders.name) <= 64
    error_message = "Names of roles and groups of schedules have 64 characters at most."
  }
}

run "refuses_a_name_that_a_cloud_does_not_take" {
  command = plan

  variables {
    secrets = { "Model_Key" = { description = "Key of the model provider", readers = ["arn:aws:iam::123456789012:role/answers"] } }
  }

  expect_failures = [var.secrets]
}

run "refuses_a_value" {
  command = plan

  variables {
    secrets = { model-key = { description = "Key of the model provider", readers = ["arn:aws:iam::123456789012:role/answers"], value = "what nobody may read here" } }
  }

  expect_failures = [var.secrets]
}

run "refuses_a_description_that_is_a_value" {
  command = plan

  variables {
    secrets = { model-key = { description = "use A1b2C3d4E5f6G7h8", readers = ["arn:aws:iam::123456789012:role/answers"] } }
  }

  expect_failures = [var.secrets]
}

run "refuses_a_secret_that_stays_for_longer_than_ninety_days" {
  command = plan

  variables {
    secrets = { model-key = { description = "Key of the model provider", readers = ["arn:aws:iam::123456789012:role/answers"], rotation_days = 91 } }
  }

  expect_failures = [var.secrets]
}

run "refuses_half_a_day" {
  command = plan

  variables {
    secrets = { model-key = { description = "Key of the model provider", readers = ["arn:aws:iam::123456789012:role/answers"], rotation_days = 1.5 } }
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
    secrets = { model-key = { description = "Key of the model provider", readers = ["arn:aws:iam::123456789012:user/somebody"] } }
  }

  expect_failures = [var.secrets]
}

run "refuses_a_whole_account_as_a_reader" {
  command = plan

  variables {
    secrets = { model-key = { description = "Key of the model provider", readers = ["arn:aws:iam::123456789012:root"] } }
  }

  expect_failures = [var.secrets]
}

run "refuses_a_wildcard_of_roles_as_a_reader" {
  command = plan

  variables {
    secrets = { model-key = { description = "Key of the model provider", readers = ["arn:aws:iam::123456789012:role/*"] } }
  }

  expect_failures = [var.secrets]
}

run "refuses_everybody_as_a_reader" {
  command = plan

  variables {
    secrets = { model-key = { description = "Key of the model provider", readers = ["*"] } }
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
    writers = ["arn:aws:iam::123456789012:root"]
  }

  expect_failures = [var.writers]
}

run "refuses_a_reader_that_writes" {
  command = plan

  variables {
    writers = ["arn:aws:iam::123456789012:role/answers"]
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

run "refuses_an_account_that_is_no_number" {
  command = plan

  variables {
    account_id = "my-account"
  }

  expect_failures = [var.account_id]
}

run "refuses_a_region_of_another_cloud" {
  command = plan

  variables {
    region = "europe-west3"
  }

  expect_failures = [var.region]
}
