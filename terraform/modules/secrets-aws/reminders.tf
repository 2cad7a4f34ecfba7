# Secrets Manager rotates by a function only, and only what the function can change at its issuer.
# Keys of model providers have no such interface: people are reminded.
resource "aws_sns_topic" "reminders" {
  name              = "${var.plan.name}-rotation"
  kms_master_key_id = aws_kms_key.this.arn
  tags              = var.plan.tags
}

resource "aws_sns_topic_subscription" "reminders" {
  for_each = var.recipients

  topic_arn = aws_sns_topic.reminders.arn
  protocol  = "email"
  endpoint  = each.value
}

resource "aws_scheduler_schedule_group" "reminders" {
  name = "${local.short}-rotation"
  tags = var.plan.tags
}

resource "aws_scheduler_schedule" "reminder" {
  for_each = var.secrets

  name                = each.key
  group_name          = aws_scheduler_schedule_group.reminders.name
  description         = "The secret ${each.key} of ${var.plan.name} has to change."
  schedule_expression = each.value.rotation_days == 1 ? "rate(1 day)" : "rate(${each.value.rotation_days} days)"

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = aws_sns_topic.reminders.arn
    role_arn = aws_iam_role.reminder.arn
    input    = "Put a new value into ${aws_secretsmanager_secret.this[each.key].name}: ${each.value.rotation_days} days are over."
  }
}

resource "aws_iam_role" "reminder" {
  name = "${local.short}-rotation-reminder"
  tags = var.plan.tags

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "scheduler.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = {
        StringEquals = {
          "aws:SourceAccount" = var.account_id
          "aws:SourceArn"     = aws_scheduler_schedule_group.reminders.arn
        }
      }
    }]
  })
}

resource "aws_iam_role_policy" "reminder" {
  name = "remind"
  role = aws_iam_role.reminder.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "sns:Publish"
      Resource = aws_sns_topic.reminders.arn
    }]
  })
}
