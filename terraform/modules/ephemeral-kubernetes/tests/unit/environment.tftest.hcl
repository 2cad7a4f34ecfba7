mock_provider "kubernetes" {}

variables {
  plan = {
    service     = "answers"
    namespace   = "answers-pr-42"
    author      = "octocat"
    reviewers   = ["hubot", "release-helper[bot]"]
    ephemeral   = true
    labels      = { preview = "", owner = "search", ttl = "24h" }
    annotations = { "goldenpath.dev/expires-at" = "2026-11-23T08:00:00Z" }
    quota = {
      cpu_requests = "1", cpu_limits = "4", memory_requests = "2Gi", memory_limits = "4Gi"
      pods         = 10, storage = "5Gi", claims = 2
    }
  }
}

run "pods_are_restricted" {
  assert {
    condition     = alltrue([for mode in ["enforce", "audit", "warn"] : kubernetes_namespace_v1.this.metadata[0].labels["pod-security.kubernetes.io/${mode}"] == "restricted" && kubernetes_namespace_v1.this.metadata[0].labels["pod-security.kubernetes.io/${mode}-version"] == "latest"])
    error_message = "The pod security standard is restricted in each mode."
  }

  assert {
    condition     = kubernetes_namespace_v1.this.metadata[0].labels.ttl == "24h" && kubernetes_namespace_v1.this.metadata[0].annotations["goldenpath.dev/expires-at"] == "2026-11-23T08:00:00Z"
    error_message = "The namespace says whose it is and when it ends."
  }
}

run "nothing_outgrows_the_quota" {
  assert {
    condition     = kubernetes_resource_quota_v1.this.spec[0].hard["limits.cpu"] == "4" && kubernetes_resource_quota_v1.this.spec[0].hard["pods"] == "10" && kubernetes_resource_quota_v1.this.spec[0].hard["services.loadbalancers"] == "0"
    error_message = "The quota is that of the plan, and no service opens a way round the gateway."
  }

  assert {
    condition     = alltrue([for limit in kubernetes_limit_range_v1.this.spec[0].limit : limit.default.cpu != "" && limit.default_request.memory != ""])
    error_message = "A container that asks for nothing gets limits."
  }
}

run "nothing_comes_in_or_goes_out_but_dns" {
  assert {
    condition     = kubernetes_network_policy_v1.deny.spec[0].policy_types == tolist(["Ingress", "Egress"]) && length(kubernetes_network_policy_v1.deny.spec[0].egress) + length(kubernetes_network_policy_v1.deny.spec[0].ingress) == 0 && length(kubernetes_network_policy_v1.deny.spec[0].pod_selector) == 1
    error_message = "All pods are denied everything."
  }

  assert {
    condition     = length(kubernetes_network_policy_v1.allow.spec[0].ingress) == 0 && [for rule in kubernetes_network_policy_v1.allow.spec[0].egress : [for port in rule.ports : "${port.protocol} ${port.port}"]] == [["UDP 53", "TCP 53"]]
    error_message = "Only names are looked up."
  }
}

run "opens_what_is_listed" {
  variables {
    egress  = [{ cidr = "10.20.0.0/24", ports = [5432] }, { namespace = "egress-gateway", ports = [443] }]
    ingress = { envoy-gateway-system = [8000] }
  }

  assert {
    condition     = kubernetes_network_policy_v1.allow.spec[0].egress[1].to[0].ip_block[0].cidr == "10.20.0.0/24" && length(kubernetes_network_policy_v1.allow.spec[0].egress[1].to[0].namespace_selector) == 0
    error_message = "A range is reached by its addresses."
  }

  assert {
    condition     = kubernetes_network_policy_v1.allow.spec[0].egress[2].to[0].namespace_selector[0].match_labels["kubernetes.io/metadata.name"] == "egress-gateway" && kubernetes_network_policy_v1.allow.spec[0].egress[2].ports[0].port == "443"
    error_message = "A namespace is reached by its name."
  }

  assert {
    condition     = kubernetes_network_policy_v1.allow.spec[0].ingress[0].from[0].namespace_selector[0].match_labels["kubernetes.io/metadata.name"] == "envoy-gateway-system" && kubernetes_network_policy_v1.allow.spec[0].ingress[0].ports[0].port == "8000"
    error_message = "The gateway comes in at its port."
  }
}

run "no_token_is_mounted" {
  assert {
    condition     = !kubernetes_service_account_v1.this.automount_service_account_token && !kubernetes_default_service_account_v1.this.automount_service_account_token
    error_message = "Pods that do not ask for a token have none."
  }

  assert {
    condition     = length(kubernetes_service_account_v1.this.metadata[0].annotations) == 0 && output.subject == "system:serviceaccount:answers-pr-42:answers" && output.secret == null
    error_message = "Without an identity or a secret there is neither."
  }
}

run "people_of_the_change_look" {
  variables {
    user_prefix = "forge:"
  }

  assert {
    condition     = [for subject in kubernetes_role_binding_v1.people[0].subject : "${subject.kind} ${subject.name}"] == ["User forge:hubot", "User forge:octocat"]
    error_message = "The author and the reviewers, and no bot."
  }

  assert {
    condition     = alltrue(flatten([for rule in kubernetes_role_v1.look.rule : [for verb in rule.verbs : contains(["get", "list", "watch"], verb)]]))
    error_message = "They change nothing."
  }

  assert {
    condition     = length(setintersection(flatten([for rule in kubernetes_role_v1.look.rule : tolist(rule.resources)]), ["secrets", "pods/exec", "pods/attach", "pods/portforward", "*"])) == 0
    error_message = "They see no secret and enter no pod."
  }
}

run "nobody_is_bound_where_nobody_is_named" {
  variables {
    plan = merge(var.plan, { author = "", reviewers = [] })
  }

  assert {
    condition     = length(kubernetes_role_binding_v1.people) == 0
    error_message = "An empty binding would be an error of the API server."
  }
}

run "is_a_role_of_aws" {
  variables {
    workload_identity = { cloud = "aws", id = "arn:aws:iam::123456789012:role/answers-pr-42" }
  }

  assert {
    condition     = kubernetes_service_account_v1.this.metadata[0].annotations == tomap({ "eks.amazonaws.com/role-arn" = "arn:aws:iam::123456789012:role/answers-pr-42" })
    error_message = "The annotation is that of EKS."
  }
}

run "is_an_account_of_google" {
  variables {
    workload_identity = { cloud = "gcp", id = "answers-pr-42@acme-previews.iam.gserviceaccount.com" }
  }

  assert {
    condition     = kubernetes_service_account_v1.this.metadata[0].annotations == tomap({ "iam.gke.io/gcp-service-account" = "answers-pr-42@acme-previews.iam.gserviceaccount.com" })
    error_message = "The annotation is that of GKE."
  }
}

run "is_an_identity_of_azure" {
  variables {
    workload_identity = { cloud = "azure", id = "0f8fad5b-d9cb-469f-a165-70867728950e" }
  }

  assert {
    condition     = kubernetes_service_account_v1.this.metadata[0].annotations == tomap({ "azure.workload.identity/client-id" = "0f8fad5b-d9cb-469f-a165-70867728950e" })
    error_message = "The annotation is that of AKS."
  }
}

run "secrets_come_from_the_store" {
  variables {
    secret = {
      store = "previews"
      keys  = { api-key = { key = "answers/model" }, DATABASE_PASSWORD = { key = "answers/database", property = "password" } }
    }
  }

  assert {
    condition     = kubernetes_manifest.secret[0].manifest.spec.secretStoreRef == { kind = "ClusterSecretStore", name = "previews" } && kubernetes_manifest.secret[0].manifest.spec.refreshInterval == "1h"
    error_message = "The operator reads the store every hour."
  }

  assert {
    condition     = kubernetes_manifest.secret[0].manifest.spec.data[1] == { secretKey = "api-key", remoteRef = { key = "answers/model" } } && output.secret == "answers-environment"
    error_message = "Each key comes from its entry; no value is here."
  }

  assert {
    condition     = kubernetes_manifest.secret[0].manifest.spec.data[0].remoteRef == { key = "answers/database", property = "password" }
    error_message = "Of an entry with several values, the property is named."
  }
}

run "refuses_what_stays" {
  command         = plan
  expect_failures = [var.plan]

  variables {
    plan = merge(var.plan, { ephemeral = false })
  }
}

run "refuses_an_environment_without_an_end" {
  command         = plan
  expect_failures = [var.plan]

  variables {
    plan = merge(var.plan, { labels = { preview = "", owner = "search" } })
  }
}

run "refuses_an_unknown_version" {
  command         = plan
  expect_failures = [var.pod_security_version]

  variables {
    pod_security_version = "1.33"
  }
}

run "refuses_egress_to_nothing" {
  command         = plan
  expect_failures = [var.egress]

  variables {
    egress = [{ ports = [443] }]
  }
}

run "refuses_a_share_of_the_internet" {
  command         = plan
  expect_failures = [var.egress]

  variables {
    egress = [{ cidr = "8.0.0.0/7", ports = [443] }]
  }
}

run "refuses_the_metadata_of_the_node" {
  command         = plan
  expect_failures = [var.egress]

  variables {
    egress = [{ cidr = "169.254.169.254/32", ports = [80] }]
  }
}

run "refuses_the_link_local_range" {
  command         = plan
  expect_failures = [var.egress]

  variables {
    egress = [{ cidr = "169.0.0.0/8", ports = [80] }]
  }
}

run "refuses_the_metadata_of_the_node_by_ipv6" {
  command         = plan
  expect_failures = [var.egress]

  variables {
    egress = [{ cidr = "fd00:ec2::254/128", ports = [80] }]
  }
}

run "refuses_egress_to_a_pattern" {
  command         = plan
  expect_failures = [var.egress]

  variables {
    egress = [{ namespace = "*", ports = [443] }]
  }
}

run "refuses_egress_at_every_port" {
  command         = plan
  expect_failures = [var.egress]

  variables {
    egress = [{ namespace = "egress-gateway", ports = [] }]
  }
}

run "refuses_ingress_from_a_pattern" {
  command         = plan
  expect_failures = [var.ingress]

  variables {
    ingress = { "*" = [8000] }
  }
}

run "refuses_ingress_at_every_port" {
  command         = plan
  expect_failures = [var.ingress]

  variables {
    ingress = { envoy-gateway-system = [] }
  }
}

run "refuses_an_unknown_cloud" {
  command         = plan
  expect_failures = [var.workload_identity]

  variables {
    workload_identity = { cloud = "moon", id = "x" }
  }
}

run "refuses_an_identity_of_another_cloud" {
  command         = plan
  expect_failures = [var.workload_identity]

  variables {
    workload_identity = { cloud = "gcp", id = "arn:aws:iam::123456789012:role/answers-pr-42" }
  }
}

run "refuses_a_store_without_a_name" {
  command         = plan
  expect_failures = [var.secret]

  variables {
    secret = { store = "", keys = { api-key = { key = "answers/model" } } }
  }
}

run "refuses_a_secret_without_keys" {
  command         = plan
  expect_failures = [var.secret]

  variables {
    secret = { store = "previews", keys = {} }
  }
}

run "refuses_an_entry_without_a_name" {
  command         = plan
  expect_failures = [var.secret]

  variables {
    secret = { store = "previews", keys = { api-key = { key = "" } } }
  }
}

run "refuses_to_read_the_store_every_second" {
  command         = plan
  expect_failures = [var.secret]

  variables {
    secret = { store = "previews", keys = { api-key = { key = "answers/model" } }, refresh = "1s" }
  }
}

run "refuses_to_bind_the_cluster_itself" {
  command         = plan
  expect_failures = [var.user_prefix]

  variables {
    user_prefix = "system:"
  }
}
