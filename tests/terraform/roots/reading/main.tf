terraform {
  required_providers {
    kubernetes = {
      source = "hashicorp/kubernetes"
    }
  }
}

data "kubernetes_namespace_v1" "a" {
  metadata {
    name = "a"
  }
}
