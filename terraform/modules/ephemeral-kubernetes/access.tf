# To look, and no more: neither secrets nor a shell, for in a pod there is the service's identity.
resource "kubernetes_role_v1" "look" {
  metadata {
    name      = "look"
    namespace = local.namespace
    labels    = var.plan.labels
  }

  rule {
    api_groups = [""]
    resources  = ["configmaps", "endpoints", "events", "persistentvolumeclaims", "pods", "pods/log", "resourcequotas", "services"]
    verbs      = ["get", "list", "watch"]
  }

  rule {
    api_groups = ["apps"]
    resources  = ["deployments", "replicasets", "statefulsets"]
    verbs      = ["get", "list", "watch"]
  }

  rule {
    api_groups = ["batch"]
    resources  = ["jobs"]
    verbs      = ["get", "list", "watch"]
  }
}

resource "kubernetes_role_binding_v1" "people" {
  count = length(local.people) > 0 ? 1 : 0

  metadata {
    name      = "people-of-the-change"
    namespace = local.namespace
    labels    = var.plan.labels
  }

  role_ref {
    api_group = "rbac.authorization.k8s.io"
    kind      = "Role"
    name      = kubernetes_role_v1.look.metadata[0].name
  }

  dynamic "subject" {
    for_each = local.people

    content {
      api_group = "rbac.authorization.k8s.io"
      kind      = "User"
      name      = subject.value
    }
  }
}
