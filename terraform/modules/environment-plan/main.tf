locals {
  environment = var.environment
  ephemeral   = local.environment.kind == "preview"
  expires_at  = local.ephemeral ? timeadd(local.environment.created_at, "${local.environment.ttl_hours}h") : null

  # A label of Kubernetes and of Google takes no more: neither spaces nor capitals nor a colon.
  owner = trim(substr(replace(lower(local.environment.team), "/[^a-z0-9]+/", "-"), 0, 63), "-")

  sizes = {
    small = {
      cpu_requests = "1", cpu_limits = "4", memory_requests = "2Gi", memory_limits = "4Gi"
      pods         = 10, storage = "5Gi", claims = 2
    }
    medium = {
      cpu_requests = "2", cpu_limits = "8", memory_requests = "4Gi", memory_limits = "8Gi"
      pods         = 20, storage = "20Gi", claims = 4
    }
    large = {
      cpu_requests = "4", cpu_limits = "16", memory_requests = "8Gi", memory_limits = "16Gi"
      pods         = 40, storage = "50Gi", claims = 8
    }
  }

  labels = merge(
    {
      "goldenpath.dev/service"     = local.environment.service
      "goldenpath.dev/environment" = local.environment.kind
      "owner"                      = local.owner
    },
    # By these the reaper, the admission of images by tag and the policies know a preview.
    local.ephemeral ? {
      "goldenpath.dev/preview"   = "true"
      "goldenpath.dev/ttl-hours" = tostring(local.environment.ttl_hours)
      "preview"                  = ""
      "ttl"                      = "${local.environment.ttl_hours}h"
    } : {},
    local.environment.change == null ? {} : { "goldenpath.dev/change" = tostring(local.environment.change) },
  )

  tags = merge(
    {
      environment = local.environment.name
      kind        = local.environment.kind
      managed_by  = "goldenpath"
      owner       = local.owner
      service     = local.environment.service
    },
    local.ephemeral ? {
      expires_at = lower(replace(local.expires_at, ":", "-"))
      ttl        = "${local.environment.ttl_hours}h"
    } : {},
    local.environment.change == null ? {} : { change = tostring(local.environment.change) },
  )

  annotations = merge(
    {
      "goldenpath.dev/created-at" = local.environment.created_at
      "goldenpath.dev/repository" = local.environment.repository
    },
    local.ephemeral ? { "goldenpath.dev/expires-at" = local.expires_at } : {},
  )
}
