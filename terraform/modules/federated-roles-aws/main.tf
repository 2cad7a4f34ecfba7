locals {
  host     = trimprefix(var.issuer, "https://")
  provider = var.identity_provider == null ? one(aws_iam_openid_connect_provider.this[*].arn) : var.identity_provider

  # Names of roles end at 64 characters.
  name = length(var.plan.name) <= 50 ? var.plan.name : "${trimsuffix(substr(var.plan.name, 0, 43), "-")}-${substr(sha256(var.plan.name), 0, 6)}"
}

resource "aws_iam_openid_connect_provider" "this" {
  count = var.identity_provider == null ? 1 : 0

  url            = var.issuer
  client_id_list = [var.audience]
  tags           = var.plan.tags
}

resource "aws_iam_role" "this" {
  for_each = var.claims

  name                 = "${local.name}-ci-${each.key}"
  path                 = "/goldenpath/ci/"
  description          = "Pipelines of ${var.plan.service}, stage ${each.key}"
  max_session_duration = 3600
  tags                 = var.plan.tags

  # All conditions hold, each by one of its values; one whose claim a token lacks does not.
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = local.provider }
      Condition = {
        StringEquals = merge(
          { "${local.host}:aud" = [var.audience] },
          { for claim, values in each.value : "${local.host}:${claim}" => values },
        )
      }
    }]
  })
}

resource "aws_iam_role_policy" "this" {
  for_each = var.claims

  name   = each.key
  role   = aws_iam_role.this[each.key].id
  policy = jsonencode({ Version = "2012-10-17", Statement = local.permissions[each.key] })
}

# What the pods of a preview may do at most: the pipeline makes their roles, but none without this.
resource "aws_iam_policy" "previews" {
  count = contains(keys(var.claims), "preview") ? 1 : 0

  name        = local.boundary_name
  path        = "/goldenpath/ci/"
  description = "Boundary of the roles of previews of ${var.plan.service}"
  policy      = jsonencode({ Version = "2012-10-17", Statement = local.boundary })
  tags        = var.plan.tags
}
