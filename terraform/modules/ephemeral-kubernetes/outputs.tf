output "namespace" {
  description = "Name of the namespace."
  value       = local.namespace
}

output "service_account" {
  description = "Name of the service account that the pods of the service use."
  value       = kubernetes_service_account_v1.this.metadata[0].name
}

output "subject" {
  description = "Who that service account is in a token, for the trust of a cloud."
  value       = "system:serviceaccount:${local.namespace}:${kubernetes_service_account_v1.this.metadata[0].name}"
}

output "secret" {
  description = "Name of the secret that the External Secrets Operator fills; null where none is asked for."
  value       = one(kubernetes_manifest.secret[*].manifest.spec.target.name)
}
