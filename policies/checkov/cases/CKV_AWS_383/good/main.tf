resource "aws_bedrockagent_agent" "ckv_aws_383_good" {
  agent_name              = "helper"
  agent_resource_role_arn = var.role
  foundation_model        = var.model
  guardrail_configuration {
    guardrail_identifier = var.guardrail
    guardrail_version    = "1"
  }
}
