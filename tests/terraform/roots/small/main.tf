terraform {
  required_providers {
    kubernetes = {
      source = "hashicorp/kubernetes"
    }
  }
}

variable "pods" {
  type    = string
  default = "1"
}

resource "kubernetes_namespace_v1" "a" {
  metadata {
    name = "a"
  }
}

resource "kubernetes_resource_quota_v1" "a" {
  metadata {
    name      = "a"
    namespace = kubernetes_namespace_v1.a.metadata[0].name
  }

  spec {
    hard = { pods = var.pods }
  }
}

output "uid" {
  value = kubernetes_namespace_v1.a.metadata[0].uid
}
