terraform {
  required_providers {
    kubernetes = {
      source = "hashicorp/kubernetes"
    }
  }
}

variable "password" {
  type      = string
  ephemeral = true
}

resource "kubernetes_secret_v1" "a" {
  data_wo          = { password = var.password }
  data_wo_revision = 1

  metadata {
    name = "a"
  }
}
