# What each stage may do, and nothing else: a list of statements each.
locals {
  here = "${var.region}:${var.account_id}"

  # The modules cut names of previews after 21 characters: see ephemeral-data-aws.
  preview = "${trimsuffix(substr("${var.plan.service}-pr-", 0, 21), "-")}-*"
  # And names of a root after 33: see secrets-aws.
  own = "${substr(var.plan.name, 0, 33)}*"

  prefixes = {
    plan    = compact([var.state.own, var.state.previews])
    preview = compact([var.state.previews])
    deploy  = [var.state.own]
  }
  state = { for stage, prefixes in local.prefixes : stage => [
    {
      Effect    = "Allow"
      Action    = ["s3:ListBucket"]
      Resource  = ["arn:aws:s3:::${var.state.bucket}"]
      Condition = { StringLike = { "s3:prefix" = [for prefix in prefixes : "${prefix}/*"] } }
    },
    {
      Effect   = "Allow"
      Action   = stage == "plan" ? ["s3:GetObject"] : ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"]
      Resource = [for prefix in prefixes : "arn:aws:s3:::${var.state.bucket}/${prefix}/*"]
    },
    {
      Effect    = "Allow"
      Action    = stage == "plan" ? ["kms:Decrypt"] : ["kms:Decrypt", "kms:GenerateDataKey"]
      Resource  = [var.state.encryption_key]
      Condition = { StringEquals = { "kms:ViaService" = "s3.${var.region}.amazonaws.com" } }
    },
  ] }

  # Of all things, as AWS allows it on no single one; it tells what there is, not what is in it.
  describe = [{
    Effect = "Allow"
    Action = [
      "elasticache:DescribeServerlessCaches",
      "elasticache:DescribeUserGroups",
      "elasticache:DescribeUsers",
      "kms:ListAliases",
      "rds:DescribeDBClusters",
      "rds:DescribeDBInstances",
      "rds:DescribeDBSubnetGroups",
      "sts:GetCallerIdentity",
    ]
    Resource = ["*"]
  }]

  read_own = [
    {
      Effect = "Allow"
      Action = [
        "budgets:ListTagsForResource", "budgets:ViewBudget",
        "iam:GetOpenIDConnectProvider", "iam:GetPolicy", "iam:GetPolicyVersion", "iam:GetRole", "iam:GetRolePolicy",
        "iam:ListAttachedRolePolicies", "iam:ListPolicyVersions", "iam:ListRolePolicies",
        "scheduler:GetSchedule", "scheduler:GetScheduleGroup", "scheduler:ListTagsForResource",
        "secretsmanager:DescribeSecret", "secretsmanager:GetResourcePolicy",
        "sns:GetTopicAttributes", "sns:GetSubscriptionAttributes", "sns:ListTagsForResource",
      ]
      Resource = [
        "arn:aws:budgets::${var.account_id}:budget/${var.plan.tags.owner}/${var.plan.name}",
        "arn:aws:iam::${var.account_id}:oidc-provider/${local.host}",
        "arn:aws:iam::${var.account_id}:policy/goldenpath/ci/${local.name}-*",
        "arn:aws:iam::${var.account_id}:role/${local.own}",
        "arn:aws:iam::${var.account_id}:role/goldenpath/ci/${local.name}-*",
        "arn:aws:scheduler:${local.here}:schedule/${local.own}/*",
        "arn:aws:scheduler:${local.here}:schedule-group/${local.own}",
        "arn:aws:secretsmanager:${local.here}:secret:${var.plan.name}/*",
        "arn:aws:sns:${local.here}:${local.own}",
      ]
    },
    {
      Effect    = "Allow"
      Action    = ["kms:DescribeKey", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListResourceTags"]
      Resource  = ["arn:aws:kms:${local.here}:key/*"]
      Condition = { StringEquals = { "aws:ResourceTag/environment" = var.plan.tags.environment } }
    },
  ]

  # Containers, never a value, and who may read one; and no role: who may write its own permissions has them all.
  change_own = [
    {
      Effect = "Allow"
      Action = [
        "secretsmanager:CreateSecret", "secretsmanager:DeleteResourcePolicy", "secretsmanager:DeleteSecret",
        "secretsmanager:PutResourcePolicy", "secretsmanager:RestoreSecret", "secretsmanager:TagResource",
        "secretsmanager:UntagResource", "secretsmanager:UpdateSecret", "secretsmanager:ValidateResourcePolicy",
      ]
      Resource = ["arn:aws:secretsmanager:${local.here}:secret:${var.plan.name}/*"]
    },
    {
      Effect = "Allow"
      Action = [
        "kms:CreateAlias", "kms:DeleteAlias", "kms:EnableKeyRotation", "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion", "kms:TagResource", "kms:UntagResource", "kms:UpdateKeyDescription",
      ]
      Resource  = ["arn:aws:kms:${local.here}:key/*"]
      Condition = { StringEquals = { "aws:ResourceTag/environment" = var.plan.tags.environment } }
    },
    {
      Effect   = "Allow"
      Action   = ["kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias"]
      Resource = ["arn:aws:kms:${local.here}:alias/${var.plan.name}/*"]
    },
    {
      Effect    = "Allow"
      Action    = ["kms:CreateKey"]
      Resource  = ["*"]
      Condition = { StringEquals = { "aws:RequestTag/environment" = var.plan.tags.environment } }
    },
    {
      Effect = "Allow"
      Action = [
        "budgets:ModifyBudget", "budgets:TagResource", "budgets:UntagResource",
        "scheduler:CreateSchedule", "scheduler:CreateScheduleGroup", "scheduler:DeleteSchedule",
        "scheduler:DeleteScheduleGroup", "scheduler:TagResource", "scheduler:UntagResource", "scheduler:UpdateSchedule",
        "sns:CreateTopic", "sns:DeleteTopic", "sns:SetTopicAttributes", "sns:Subscribe", "sns:TagResource", "sns:Unsubscribe",
        "sns:UntagResource",
      ]
      Resource = [
        "arn:aws:budgets::${var.account_id}:budget/${var.plan.tags.owner}/${var.plan.name}",
        "arn:aws:scheduler:${local.here}:schedule/${local.own}/*",
        "arn:aws:scheduler:${local.here}:schedule-group/${local.own}",
        "arn:aws:sns:${local.here}:${local.own}",
      ]
    },
    {
      Effect    = "Allow"
      Action    = ["iam:PassRole"]
      Resource  = ["arn:aws:iam::${var.account_id}:role/${local.own}"]
      Condition = { StringEquals = { "iam:PassedToService" = "scheduler.amazonaws.com" } }
    },
  ]

  # By name, and only with a label that says when it ends.
  preview_data = [
    "arn:aws:elasticache:${local.here}:serverlesscache:${local.preview}",
    "arn:aws:elasticache:${local.here}:user:${local.preview}",
    "arn:aws:elasticache:${local.here}:usergroup:${local.preview}",
    "arn:aws:rds:${local.here}:cluster:${local.preview}",
    "arn:aws:rds:${local.here}:db:${local.preview}",
    "arn:aws:sqs:${local.here}:${local.preview}",
  ]
  make_previews = [
    {
      Effect = "Allow"
      Action = [
        "elasticache:AddTagsToResource", "elasticache:CreateServerlessCache", "elasticache:CreateUser",
        "elasticache:CreateUserGroup",
        "rds:AddTagsToResource", "rds:CreateDBCluster", "rds:CreateDBInstance", "rds:RestoreDBClusterToPointInTime",
        "sqs:CreateQueue", "sqs:TagQueue",
      ]
      Resource  = local.preview_data
      Condition = { Null = { "aws:RequestTag/ttl" = "false" } }
    },
    {
      Effect = "Allow"
      Action = [
        "elasticache:DeleteServerlessCache", "elasticache:DeleteUser", "elasticache:DeleteUserGroup",
        "elasticache:ListTagsForResource", "elasticache:ModifyServerlessCache", "elasticache:ModifyUser",
        "elasticache:ModifyUserGroup",
        "rds:DeleteDBCluster", "rds:DeleteDBInstance", "rds:ListTagsForResource", "rds:ModifyDBCluster",
        "rds:ModifyDBInstance",
        "sqs:DeleteQueue", "sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:ListQueueTags", "sqs:SetQueueAttributes",
      ]
      Resource  = local.preview_data
      Condition = { Null = { "aws:ResourceTag/ttl" = "false" } }
    },
    {
      Effect = "Allow"
      Action = [
        "s3:CreateBucket", "s3:DeleteBucket", "s3:DeleteBucketPolicy", "s3:DeleteObject", "s3:GetAccelerateConfiguration",
        "s3:GetBucketAcl", "s3:GetBucketCORS", "s3:GetBucketLogging", "s3:GetBucketObjectLockConfiguration",
        "s3:GetBucketOwnershipControls", "s3:GetBucketPolicy", "s3:GetBucketPublicAccessBlock", "s3:GetBucketRequestPayment",
        "s3:GetBucketTagging", "s3:GetBucketVersioning", "s3:GetBucketWebsite", "s3:GetEncryptionConfiguration",
        "s3:GetLifecycleConfiguration", "s3:GetReplicationConfiguration", "s3:ListBucket",
        "s3:PutBucketOwnershipControls", "s3:PutBucketPolicy", "s3:PutBucketPublicAccessBlock", "s3:PutBucketTagging",
        "s3:PutEncryptionConfiguration", "s3:PutLifecycleConfiguration",
      ]
      Resource = ["arn:aws:s3:::${local.preview}"]
    },
    # The password of an empty database: RDS makes it for us and keeps it, we never read it.
    {
      Effect    = "Allow"
      Action    = ["secretsmanager:CreateSecret", "secretsmanager:TagResource"]
      Resource  = ["arn:aws:secretsmanager:${local.here}:secret:rds!cluster-*"]
      Condition = { "ForAnyValue:StringEquals" = { "aws:CalledVia" = ["rds.amazonaws.com"] } }
    },
    {
      Effect   = "Allow"
      Action   = ["kms:CreateGrant", "kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"]
      Resource = compact([try(var.previews.encryption_key, null)])
      Condition = { StringEquals = { "kms:ViaService" = [
        for service in ["elasticache", "rds", "secretsmanager"] : "${service}.${var.region}.amazonaws.com"
      ] } }
    },
    # A role of a preview, never wider than the boundary.
    {
      Effect    = "Allow"
      Action    = ["iam:CreateRole", "iam:PutRolePolicy"]
      Resource  = [local.preview_roles]
      Condition = { StringEquals = { "iam:PermissionsBoundary" = [local.boundary_arn] } }
    },
    {
      Effect = "Allow"
      Action = [
        "iam:DeleteRole", "iam:DeleteRolePolicy", "iam:GetRole", "iam:GetRolePolicy", "iam:ListAttachedRolePolicies",
        "iam:ListInstanceProfilesForRole", "iam:ListRolePolicies", "iam:TagRole",
      ]
      Resource = [local.preview_roles]
    },
  ]
  # Said rather than looked up, so that a plan shows who gets what.
  boundary_name = "${local.name}-previews"
  boundary_arn  = "arn:aws:iam::${var.account_id}:policy/goldenpath/ci/${local.boundary_name}"
  preview_roles = "arn:aws:iam::${var.account_id}:role/goldenpath/preview/${local.preview}"

  cloned = [for source in try(var.previews.sources, []) : source if strcontains(source, ":cluster:")]

  # Creating asks for what a thing is made from and where it is put, too.
  from_sources = [{
    Effect = "Allow"
    Action = [
      "elasticache:CreateServerlessCache", "rds:CreateDBCluster", "rds:CreateDBInstance", "rds:RestoreDBClusterToPointInTime",
    ]
    Resource = concat(
      [for group in ["cluster-pg:default", "og:default", "pg:default", "subgrp:"] : "arn:aws:rds:${local.here}:${group}*"],
      sort(try(var.previews.sources, [])),
    )
  }]

  permissions = {
    plan    = concat(local.state.plan, local.describe, local.read_own)
    preview = concat(local.state.preview, local.describe, local.make_previews, local.from_sources)
    deploy  = concat(local.state.deploy, local.describe, local.read_own, local.change_own)
  }

  boundary = concat([
    {
      Effect   = "Allow"
      Action   = ["s3:DeleteObject", "s3:GetObject", "s3:ListBucket", "s3:PutObject"]
      Resource = ["arn:aws:s3:::${local.preview}"]
    },
    {
      Effect = "Allow"
      Action = [
        "elasticache:Connect",
        "sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage", "sqs:SendMessage",
      ]
      Resource = local.preview_data
    },
    {
      Effect    = "Allow"
      Action    = ["secretsmanager:GetSecretValue"]
      Resource  = ["arn:aws:secretsmanager:${local.here}:secret:rds!cluster-*"]
      Condition = { ArnLike = { "aws:ResourceTag/aws:rds:primaryDBClusterArn" = "arn:aws:rds:${local.here}:cluster:${local.preview}" } }
    },
    {
      Effect   = "Allow"
      Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
      Resource = compact([try(var.previews.encryption_key, null)])
    },
    # Clones have numbers for names, and AWS knows no label here: the name of their user is all there is.
    ], length(local.cloned) == 0 ? [] : [{
      Effect   = "Allow"
      Action   = ["rds-db:connect"]
      Resource = ["arn:aws:rds-db:${local.here}:dbuser:cluster-*/app"]
  }])
}
