# In an account of AWS. TF_VAR_account_id, TF_VAR_region, TF_VAR_secrets, TF_VAR_writers and TF_VAR_recipients say
# which one, with roles that exist: AWS refuses a policy for others.
provider "aws" {
  region = var.region
}

variables {
  plan = {
    name      = "goldenpath-integration"
    ephemeral = true
    tags      = { owner = "goldenpath", service = "goldenpath", environment = "goldenpath-integration", ttl = "1h" }
  }
}

run "makes_what_aws_accepts" {
  assert {
    condition     = aws_kms_key.this.rotation_period_in_days == 90 && strcontains(aws_kms_key.this.arn, var.account_id)
    error_message = "The key is in the account, and rotated."
  }

  assert {
    condition     = keys(output.secret_ids) == keys(var.secrets) && alltrue([for secret in aws_secretsmanager_secret.this : strcontains(secret.arn, ":secret:goldenpath-integration/")])
    error_message = "Each secret has its container."
  }
}

run "is_stable" {
  assert {
    condition     = output.key_id == run.makes_what_aws_accepts.key_id && output.secret_ids == run.makes_what_aws_accepts.secret_ids
    error_message = "A second apply replaces nothing."
  }
}
