resource "aws_bedrockagent_agent" "ckv_aws_383_bad" {
  agent_name              = "helper"
  agent_resource_role_arn = var.role
  foundation_model        = var.model
}
