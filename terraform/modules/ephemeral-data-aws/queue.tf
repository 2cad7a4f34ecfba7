locals {
  # SQS keeps a message for 14 days at most.
  retention_seconds = min(ceil(var.plan.ttl_hours * 3600), 1209600)

  queue_arn = "${local.arn.sqs}:${local.id}"
}

resource "aws_sqs_queue" "dead" {
  count = contains(var.uses, "queue") ? 1 : 0

  name                      = "${local.id}-dead"
  kms_master_key_id         = var.encryption_key
  message_retention_seconds = local.retention_seconds
  tags                      = var.plan.tags
}

resource "aws_sqs_queue" "this" {
  count = length(aws_sqs_queue.dead)

  name                      = local.id
  kms_master_key_id         = var.encryption_key
  message_retention_seconds = local.retention_seconds
  tags                      = var.plan.tags

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead[count.index].arn
    maxReceiveCount     = 5
  })
}

resource "aws_sqs_queue_redrive_allow_policy" "dead" {
  count = length(aws_sqs_queue.dead)

  queue_url = aws_sqs_queue.dead[count.index].id

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [local.queue_arn]
  })
}

resource "aws_iam_role_policy" "queue" {
  count = length(aws_sqs_queue.this)

  name = "queue"
  role = aws_iam_role.service.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Action = [
          "sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage", "sqs:SendMessage",
        ]
        Resource = [local.queue_arn]
      },
      {
        Effect    = "Allow"
        Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource  = [var.encryption_key]
        Condition = { StringEquals = { "kms:EncryptionContext:aws:sqs:arn" = local.queue_arn } }
      },
    ]
  })
}
