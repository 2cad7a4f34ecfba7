# What each stage may do, and nothing else.
locals {
  prefixes = {
    plan    = compact([var.state.own, var.state.previews])
    preview = compact([var.state.previews])
    deploy  = [var.state.own]
  }
  states = { for stage, prefixes in local.prefixes : stage => prefixes if contains(keys(var.conditions), stage) }

  # It tells what there is and who may what, never what is in it.
  read = [
    "cloudkms.cryptoKeys.get", "cloudkms.cryptoKeys.getIamPolicy",
    "iam.roles.get", "iam.serviceAccounts.get", "iam.serviceAccounts.getIamPolicy",
    "iam.workloadIdentityPoolProviders.get", "iam.workloadIdentityPools.get",
    "monitoring.alertPolicies.get", "monitoring.notificationChannels.get",
    "pubsub.subscriptions.get", "pubsub.topics.get", "pubsub.topics.getIamPolicy",
    "resourcemanager.projects.get", "resourcemanager.projects.getIamPolicy",
    "secretmanager.secrets.get", "secretmanager.secrets.getIamPolicy",
  ]

  # Of the two services whose conditions know names. Containers, never a value or its use, and who may read one.
  change_own = [
    "cloudkms.cryptoKeys.setIamPolicy", "cloudkms.cryptoKeys.update",
    "secretmanager.secrets.delete", "secretmanager.secrets.setIamPolicy", "secretmanager.secrets.update",
  ]
  own = [
    "resource.type == 'secretmanager.googleapis.com/Secret' && resource.name.startsWith('projects/${var.project.number}/secrets/${var.plan.name}')",
    "resource.type == 'cloudkms.googleapis.com/CryptoKey' && resource.name.extract('/cryptoKeys/{name}').startsWith('${var.plan.name}')",
  ]

  # The name of what is made is not known to a condition, and these services know none.
  make = [
    "cloudkms.cryptoKeys.create", "secretmanager.secrets.create",
    "monitoring.alertPolicies.create", "monitoring.alertPolicies.delete", "monitoring.alertPolicies.update",
    "monitoring.notificationChannels.create", "monitoring.notificationChannels.delete", "monitoring.notificationChannels.update",
    "pubsub.subscriptions.create", "pubsub.subscriptions.delete", "pubsub.subscriptions.update",
    "pubsub.topics.attachSubscription", "pubsub.topics.create", "pubsub.topics.delete", "pubsub.topics.setIamPolicy",
    "pubsub.topics.update",
  ]

  # All that is in the project of previews is a preview.
  make_previews = [
    "cloudsql.databases.create", "cloudsql.databases.delete", "cloudsql.databases.get",
    "cloudsql.instances.clone", "cloudsql.instances.create", "cloudsql.instances.delete", "cloudsql.instances.get",
    "cloudsql.instances.update",
    "cloudsql.users.create", "cloudsql.users.delete", "cloudsql.users.list",
    "iam.serviceAccounts.create", "iam.serviceAccounts.delete", "iam.serviceAccounts.get",
    "iam.serviceAccounts.getIamPolicy", "iam.serviceAccounts.setIamPolicy",
    "memorystore.instances.create", "memorystore.instances.delete", "memorystore.instances.get",
    "memorystore.instances.update", "memorystore.operations.get",
    "pubsub.subscriptions.create", "pubsub.subscriptions.delete", "pubsub.subscriptions.get",
    "pubsub.subscriptions.getIamPolicy", "pubsub.subscriptions.setIamPolicy",
    "pubsub.topics.attachSubscription", "pubsub.topics.create", "pubsub.topics.delete", "pubsub.topics.get",
    "pubsub.topics.getIamPolicy", "pubsub.topics.setIamPolicy",
    "resourcemanager.projects.get", "resourcemanager.projects.getIamPolicy",
    "storage.buckets.create", "storage.buckets.delete", "storage.buckets.get", "storage.buckets.getIamPolicy",
    "storage.buckets.setIamPolicy", "storage.buckets.update", "storage.objects.delete", "storage.objects.list",
  ]
  # The two roles that a preview's service gets in the project, and no other.
  grants = "api.getAttribute('iam.googleapis.com/modifiedGrantsByRole', []).hasOnly(['roles/cloudsql.instanceUser', 'roles/memorystore.dbConnectionUser'])"

  roles = { for name, role in {
    plan           = { stage = "plan", project = var.project.id, permissions = local.read, only = null }
    deploy         = { stage = "deploy", project = var.project.id, permissions = concat(local.read, local.make), only = null }
    deploy-own     = { stage = "deploy", project = var.project.id, permissions = local.change_own, only = join(" || ", [for part in local.own : "(${part})"]) }
    preview        = { stage = "preview", project = var.previews_project, permissions = local.make_previews, only = null }
    preview-grants = { stage = "preview", project = var.previews_project, permissions = ["resourcemanager.projects.setIamPolicy"], only = local.grants }
  } : name => role if contains(keys(var.conditions), role.stage) }
}
