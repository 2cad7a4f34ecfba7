resource "kubernetes_network_policy_v1" "deny" {
  metadata {
    name      = "environment-deny"
    namespace = local.namespace
    labels    = var.plan.labels
  }

  spec {
    pod_selector {}
    policy_types = ["Ingress", "Egress"]
  }
}

# Policies add up: this one takes nothing back of what the one above refuses to all others.
resource "kubernetes_network_policy_v1" "allow" {
  metadata {
    name      = "environment-allow"
    namespace = local.namespace
    labels    = var.plan.labels
  }

  spec {
    pod_selector {}
    policy_types = ["Ingress", "Egress"]

    egress {
      to {
        namespace_selector {
          match_labels = { "kubernetes.io/metadata.name" = "kube-system" }
        }
        pod_selector {
          match_labels = { "k8s-app" = "kube-dns" }
        }
      }
      dynamic "ports" {
        for_each = ["UDP", "TCP"]

        content {
          protocol = ports.value
          port     = "53"
        }
      }
    }

    dynamic "egress" {
      for_each = var.egress

      content {
        to {
          dynamic "ip_block" {
            for_each = egress.value.cidr[*]

            content {
              cidr = ip_block.value
            }
          }
          dynamic "namespace_selector" {
            for_each = egress.value.namespace[*]

            content {
              match_labels = { "kubernetes.io/metadata.name" = namespace_selector.value }
            }
          }
        }
        dynamic "ports" {
          for_each = egress.value.ports

          content {
            protocol = "TCP"
            port     = tostring(ports.value)
          }
        }
      }
    }

    dynamic "ingress" {
      for_each = var.ingress

      content {
        from {
          namespace_selector {
            match_labels = { "kubernetes.io/metadata.name" = ingress.key }
          }
        }
        dynamic "ports" {
          for_each = ingress.value

          content {
            protocol = "TCP"
            port     = tostring(ports.value)
          }
        }
      }
    }
  }
}
