locals {
  # Services have shorter names than an environment may have: 30 characters suit all three clouds.
  cut = trim(substr(replace(var.plan.name, "/-+/", "-"), 0, 21), "-")
  id  = local.cut == var.plan.name ? local.cut : "${local.cut}-${substr(sha256(var.plan.name), 0, 8)}"

  # The role is in the account of the issuer it trusts, the data in the region of the key. Names that are said rather than
  # looked up are in the plan, where policies are judged.
  issuer    = split("oidc-provider/", var.cluster_identity)[1]
  account   = split(":", var.cluster_identity)[4]
  partition = split(":", var.encryption_key)[1]
  region    = split(":", var.encryption_key)[3]
  arn = {
    for service in ["sqs", "elasticache", "rds-db"] : service => "arn:${local.partition}:${service}:${local.region}:${local.account}"
  }
}

resource "aws_iam_role" "service" {
  name                 = local.id
  path                 = "/goldenpath/preview/"
  description          = "The pods of ${var.plan.name}"
  permissions_boundary = var.permissions_boundary
  max_session_duration = 3600
  tags                 = var.plan.tags

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = var.cluster_identity }
      Condition = {
        StringEquals = {
          "${local.issuer}:aud" = "sts.amazonaws.com"
          "${local.issuer}:sub" = "system:serviceaccount:${var.plan.namespace}:${var.plan.service}"
        }
      }
    }]
  })
}
