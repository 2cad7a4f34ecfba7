locals {
  service_account = <<-EOT
    {"private_key": "{{gcp-service-account}}"}
  EOT
}
