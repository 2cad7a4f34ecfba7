locals {
  # The namespace as its object says it, so that whatever is in it waits for it.
  namespace = kubernetes_namespace_v1.this.metadata[0].name
  quota     = var.plan.quota

  identities = {
    aws   = "eks.amazonaws.com/role-arn"
    gcp   = "iam.gke.io/gcp-service-account"
    azure = "azure.workload.identity/client-id"
  }

  # A bot reviews by its name and never logs in.
  people = [
    for user in sort(setunion(var.plan.reviewers, [var.plan.author])) : "${var.user_prefix}${user}"
    if user != "" && !endswith(user, "[bot]")
  ]
}

resource "kubernetes_namespace_v1" "this" {
  metadata {
    name        = var.plan.namespace
    annotations = var.plan.annotations
    labels = merge(var.plan.labels, {
      "goldenpath-admission" = ""

      "pod-security.kubernetes.io/enforce"         = "restricted"
      "pod-security.kubernetes.io/enforce-version" = var.pod_security_version
      "pod-security.kubernetes.io/audit"           = "restricted"
      "pod-security.kubernetes.io/audit-version"   = var.pod_security_version
      "pod-security.kubernetes.io/warn"            = "restricted"
      "pod-security.kubernetes.io/warn-version"    = var.pod_security_version
    })
  }
}

resource "kubernetes_resource_quota_v1" "this" {
  metadata {
    name      = "environment"
    namespace = local.namespace
    labels    = var.plan.labels
  }

  spec {
    hard = {
      "requests.cpu"           = local.quota.cpu_requests
      "limits.cpu"             = local.quota.cpu_limits
      "requests.memory"        = local.quota.memory_requests
      "limits.memory"          = local.quota.memory_limits
      "pods"                   = tostring(local.quota.pods)
      "requests.storage"       = local.quota.storage
      "persistentvolumeclaims" = tostring(local.quota.claims)
      # These would open the environment beside its gateway.
      "services.loadbalancers" = "0"
      "services.nodeports"     = "0"
    }
  }
}

# A pod that asks for nothing would not be let in by the quota.
resource "kubernetes_limit_range_v1" "this" {
  metadata {
    name      = "environment"
    namespace = local.namespace
    labels    = var.plan.labels
  }

  spec {
    limit {
      type            = "Container"
      default         = { cpu = "500m", memory = "512Mi" }
      default_request = { cpu = "100m", memory = "128Mi" }
    }
  }
}

resource "kubernetes_service_account_v1" "this" {
  automount_service_account_token = false

  metadata {
    name        = var.plan.service
    namespace   = local.namespace
    labels      = var.plan.labels
    annotations = var.workload_identity == null ? {} : { (local.identities[var.workload_identity.cloud]) = var.workload_identity.id }
  }
}

# Every namespace has it, and a pod that names no account gets it.
resource "kubernetes_default_service_account_v1" "this" {
  automount_service_account_token = false

  metadata {
    namespace = local.namespace
  }
}

resource "kubernetes_manifest" "secret" {
  count = var.secret == null ? 0 : 1

  manifest = {
    apiVersion = "external-secrets.io/v1"
    kind       = "ExternalSecret"
    metadata = {
      name      = "${var.plan.service}-environment"
      namespace = local.namespace
      labels    = var.plan.labels
    }
    spec = {
      refreshInterval = var.secret.refresh
      secretStoreRef  = { kind = "ClusterSecretStore", name = var.secret.store }
      target          = { name = "${var.plan.service}-environment", creationPolicy = "Owner", deletionPolicy = "Delete" }
      data = [for key in sort(keys(var.secret.keys)) : {
        secretKey = key
        remoteRef = { for name, value in var.secret.keys[key] : name => value if value != null }
      }]
    }
  }
}
