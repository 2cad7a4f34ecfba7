locals {
  clone_of = var.database.clone_of

  # In a clone, it signs in with the role. An empty server knows no other user, and wants a password, which RDS makes, keeps in
  # Secrets Manager and deletes with the cluster.
  database_user = "app"

  password_arns = [
    for cluster in aws_rds_cluster.this : one(cluster.master_user_secret[*].secret_arn) if local.clone_of == null
  ]
}

# A server of its own: in a shared one, what keeps changes apart is a REVOKE that somebody forgets. It costs nothing while it
# sleeps.
resource "aws_rds_cluster" "this" {
  count = contains(var.uses, "database") ? 1 : 0

  cluster_identifier = local.id
  engine             = "aurora-postgresql"
  engine_version     = local.clone_of == null ? var.database.engine_version : null
  database_name      = local.clone_of == null ? var.database.name : null
  master_username    = local.clone_of == null ? local.database_user : null

  # Of a clone, too: the password of the source does not open it.
  manage_master_user_password         = true
  master_user_secret_kms_key_id       = var.encryption_key
  iam_database_authentication_enabled = local.clone_of != null

  storage_encrypted      = true
  kms_key_id             = var.encryption_key
  db_subnet_group_name   = var.network.db_subnet_group
  vpc_security_group_ids = var.network.security_group_ids
  tags                   = var.plan.tags

  # Nothing outlives it. Its log stays in it, for groups of logs do outlive it.
  deletion_protection      = false
  skip_final_snapshot      = true
  delete_automated_backups = true
  backup_retention_period  = 1
  apply_immediately        = true

  serverlessv2_scaling_configuration {
    min_capacity             = 0
    max_capacity             = { small = 1, medium = 2, large = 4 }[var.plan.size]
    seconds_until_auto_pause = 300
  }

  dynamic "restore_to_point_in_time" {
    for_each = local.clone_of[*]

    content {
      source_cluster_identifier  = restore_to_point_in_time.value.cluster
      restore_type               = "copy-on-write"
      use_latest_restorable_time = true
    }
  }
}

resource "aws_rds_cluster_instance" "this" {
  count = length(aws_rds_cluster.this)

  identifier           = local.id
  cluster_identifier   = aws_rds_cluster.this[count.index].id
  engine               = aws_rds_cluster.this[count.index].engine
  instance_class       = "db.serverless"
  db_subnet_group_name = var.network.db_subnet_group
  publicly_accessible  = false
  apply_immediately    = true
  tags                 = var.plan.tags
}

resource "aws_iam_role_policy" "signs_in" {
  count = local.clone_of == null ? 0 : length(aws_rds_cluster.this)

  name = "database"
  role = aws_iam_role.service.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["rds-db:connect"]
      Resource = ["${local.arn.rds-db}:dbuser:${aws_rds_cluster.this[count.index].cluster_resource_id}/${local.database_user}"]
    }]
  })
}

resource "aws_iam_role_policy" "reads_password" {
  count = local.clone_of == null ? length(aws_rds_cluster.this) : 0

  name = "database"
  role = aws_iam_role.service.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["secretsmanager:GetSecretValue"], Resource = local.password_arns },
      {
        Effect    = "Allow"
        Action    = ["kms:Decrypt"]
        Resource  = [var.encryption_key]
        Condition = { StringEquals = { "kms:EncryptionContext:SecretARN" = local.password_arns } }
      },
    ]
  })
}
