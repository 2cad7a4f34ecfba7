locals {
  # Other data is another name, and so another job: a finished one cannot be changed.
  name = "seed-${substr(var.seed.sha256, 0, 12)}"
  labels = merge(var.plan.labels, {
    "app.kubernetes.io/component" = "seed"
    "goldenpath.dev/seed-origin"  = var.seed.origin
  })
}

resource "kubernetes_config_map_v1" "this" {
  metadata {
    name      = local.name
    namespace = var.namespace
    labels    = local.labels
  }

  immutable   = true
  binary_data = { "seed.sql.gz" = filebase64(var.seed.file) }
  data        = var.database.ca == null ? {} : { "ca.crt" = var.database.ca }
}

resource "kubernetes_job_v1" "this" {
  metadata {
    name      = local.name
    namespace = var.namespace
    labels    = local.labels
  }

  spec {
    backoff_limit           = 2
    active_deadline_seconds = var.deadline_seconds
    # It stays as long as the environment: one that went sooner would be made again by the next apply.
    ttl_seconds_after_finished = var.plan.ttl_hours * 3600

    template {
      metadata {
        labels = local.labels
      }

      spec {
        restart_policy                  = "Never"
        automount_service_account_token = false
        enable_service_links            = false

        security_context {
          run_as_non_root = true
          run_as_user     = 10001
          run_as_group    = 10001

          seccomp_profile {
            type = "RuntimeDefault"
          }
        }

        container {
          name              = "seed"
          image             = var.image
          image_pull_policy = "IfNotPresent"
          # By a file, not by a pipe: a script cut short would end well, without its commit.
          command = ["/bin/sh", "-ec", <<-EOT
            gzip -dc /seed/seed.sql.gz > /tmp/seed.sql
            exec psql --no-psqlrc --quiet --no-password --file=/tmp/seed.sql --dbname="$DATABASE_URL"
          EOT
          ]

          env {
            name  = "DATABASE_URL"
            value = var.database.url
          }
          env {
            name  = "PGSSLROOTCERT"
            value = var.database.ca == null ? "system" : "/seed/ca.crt"
          }
          env {
            name  = "PGCLIENTENCODING"
            value = "UTF8"
          }
          env {
            name = "PGPASSWORD"
            value_from {
              secret_key_ref {
                name = var.database.password.secret
                key  = var.database.password.key
              }
            }
          }

          resources {
            requests = { cpu = "50m", memory = "64Mi" }
            limits   = { cpu = "500m", memory = "256Mi" }
          }

          security_context {
            allow_privilege_escalation = false
            privileged                 = false
            read_only_root_filesystem  = true
            run_as_non_root            = true

            capabilities {
              drop = ["ALL"]
            }
          }

          volume_mount {
            name       = "seed"
            mount_path = "/seed"
            read_only  = true
          }
          volume_mount {
            name       = "tmp"
            mount_path = "/tmp"
          }
        }

        volume {
          name = "seed"
          config_map {
            name = kubernetes_config_map_v1.this.metadata[0].name
          }
        }
        volume {
          name = "tmp"
          empty_dir {
            size_limit = "64Mi"
          }
        }
      }
    }
  }

  # The environment is not ready before its data is, and a seed that fails is seen.
  wait_for_completion = true

  timeouts {
    create = "${var.deadline_seconds + 60}s"
  }
}
