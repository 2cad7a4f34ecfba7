output "job" {
  description = "Name of the job; its log says `loaded` or `unchanged`."
  value       = kubernetes_job_v1.this.metadata[0].name
}

output "sha256" {
  description = "Of the file that was loaded."
  value       = var.seed.sha256
}
