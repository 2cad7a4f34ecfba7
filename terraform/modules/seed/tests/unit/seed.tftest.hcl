mock_provider "kubernetes" {}

variables {
  plan = {
    ephemeral = true
    namespace = "answers-pr-7"
    ttl_hours = 24
    labels    = { owner = "search", ttl = "24h", preview = "" }
  }
  namespace = "answers-pr-7"
  image     = "registry.example.com/tools/postgres:17@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  seed = {
    file   = "examples/default/seed.sql.gz"
    origin = "synthetic"
    sha256 = "307cf2789744ef4f5d653f904a217f61b1568864335c4c68369a53b163d66dee"
  }
  database = {
    url      = "postgresql://service@db.example.com:5432/service?sslmode=verify-full"
    password = { secret = "answers-environment", key = "DATABASE_PASSWORD" }
  }
}

run "loads_by_a_job_named_like_its_data" {
  assert {
    condition     = output.job == "seed-307cf2789744" && kubernetes_config_map_v1.this.metadata[0].name == output.job && kubernetes_config_map_v1.this.immutable
    error_message = "Other data is another job and another config map."
  }

  assert {
    condition     = kubernetes_config_map_v1.this.binary_data["seed.sql.gz"] == filebase64("examples/default/seed.sql.gz")
    error_message = "The config map holds the file, byte by byte."
  }

  assert {
    condition     = alltrue([for label in ["owner", "ttl", "preview"] : contains(keys(kubernetes_job_v1.this.metadata[0].labels), label)])
    error_message = "The job has the labels of its environment."
  }

  assert {
    condition     = kubernetes_job_v1.this.wait_for_completion && kubernetes_job_v1.this.spec[0].active_deadline_seconds == 600 && kubernetes_job_v1.this.spec[0].backoff_limit == 2 && kubernetes_job_v1.this.spec[0].ttl_seconds_after_finished == "86400"
    error_message = "It is waited for, ends, and stays as long as the environment."
  }
}

run "runs_restricted" {
  assert {
    condition = (
      kubernetes_job_v1.this.spec[0].template[0].spec[0].automount_service_account_token == false &&
      kubernetes_job_v1.this.spec[0].template[0].spec[0].security_context[0].run_as_non_root &&
      kubernetes_job_v1.this.spec[0].template[0].spec[0].security_context[0].seccomp_profile[0].type == "RuntimeDefault"
    )
    error_message = "The pod has no token, is not root, and is under seccomp."
  }

  assert {
    condition = (
      kubernetes_job_v1.this.spec[0].template[0].spec[0].container[0].security_context[0].read_only_root_filesystem &&
      kubernetes_job_v1.this.spec[0].template[0].spec[0].container[0].security_context[0].allow_privilege_escalation == false &&
      contains(kubernetes_job_v1.this.spec[0].template[0].spec[0].container[0].security_context[0].capabilities[0].drop, "ALL")
    )
    error_message = "The container can write nothing of its image and gain nothing."
  }

  assert {
    condition = [
      for env in kubernetes_job_v1.this.spec[0].template[0].spec[0].container[0].env : env.name
      if try(env.value_from[0].secret_key_ref[0].name, "") == "answers-environment"
    ] == ["PGPASSWORD"]
    error_message = "The password comes of the secret of the environment."
  }
}

run "knows_the_authority_of_the_database" {
  variables {
    database = {
      url      = "postgresql://service@db.example.com/service?sslmode=verify-full"
      password = { secret = "answers-environment", key = "DATABASE_PASSWORD" }
      ca       = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
    }
  }

  assert {
    condition     = startswith(kubernetes_config_map_v1.this.data["ca.crt"], "-----BEGIN") && contains([for env in kubernetes_job_v1.this.spec[0].template[0].spec[0].container[0].env : env.value if env.name == "PGSSLROOTCERT"], "/seed/ca.crt")
    error_message = "The server's certificate is checked against the authority that is named."
  }
}

run "takes_masked_data_that_was_verified" {
  variables {
    seed = {
      file         = "examples/default/seed.sql.gz"
      origin       = "masked"
      sha256       = "307cf2789744ef4f5d653f904a217f61b1568864335c4c68369a53b163d66dee"
      verification = { survivors = 0, sha256 = "307cf2789744ef4f5d653f904a217f61b1568864335c4c68369a53b163d66dee" }
    }
  }

  assert {
    condition     = kubernetes_job_v1.this.metadata[0].labels["goldenpath.dev/seed-origin"] == "masked"
    error_message = "Where rows are from is written on the job."
  }
}

run "refuses_what_stays" {
  command = plan
  variables {
    plan = { ephemeral = false, namespace = "answers-pr-7", ttl_hours = 24, labels = {} }
  }
  expect_failures = [var.plan]
}

run "refuses_another_namespace" {
  command = plan
  variables {
    namespace = "answers-pr-8"
  }
  expect_failures = [var.namespace]
}

run "refuses_other_bytes" {
  command = plan
  variables {
    seed = { file = "examples/default/seed.sql.gz", origin = "synthetic", sha256 = "0123" }
  }
  expect_failures = [var.seed]
}

run "refuses_a_missing_file" {
  command = plan
  variables {
    seed = { file = "examples/default/none.sql.gz", origin = "synthetic", sha256 = "307cf2789744ef4f5d653f904a217f61b1568864335c4c68369a53b163d66dee" }
  }
  expect_failures = [var.seed]
}

run "refuses_data_of_production" {
  command = plan
  variables {
    seed = { file = "examples/default/seed.sql.gz", origin = "production", sha256 = "307cf2789744ef4f5d653f904a217f61b1568864335c4c68369a53b163d66dee" }
  }
  expect_failures = [var.seed]
}

run "refuses_masked_data_that_nobody_verified" {
  command = plan
  variables {
    seed = { file = "examples/default/seed.sql.gz", origin = "masked", sha256 = "307cf2789744ef4f5d653f904a217f61b1568864335c4c68369a53b163d66dee" }
  }
  expect_failures = [var.seed]
}

run "refuses_survivors" {
  command = plan
  variables {
    seed = {
      file         = "examples/default/seed.sql.gz"
      origin       = "masked"
      sha256       = "307cf2789744ef4f5d653f904a217f61b1568864335c4c68369a53b163d66dee"
      verification = { survivors = 1, sha256 = "307cf2789744ef4f5d653f904a217f61b1568864335c4c68369a53b163d66dee" }
    }
  }
  expect_failures = [var.seed]
}

run "refuses_the_verification_of_other_data" {
  command = plan
  variables {
    seed = {
      file         = "examples/default/seed.sql.gz"
      origin       = "masked"
      sha256       = "307cf2789744ef4f5d653f904a217f61b1568864335c4c68369a53b163d66dee"
      verification = { survivors = 0, sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" }
    }
  }
  expect_failures = [var.seed]
}

run "refuses_an_image_by_tag" {
  command = plan
  variables {
    image = "registry.example.com/tools/postgres:17"
  }
  expect_failures = [var.image]
}

run "refuses_a_password_in_the_address" {
  command = plan
  variables {
    database = {
      url      = "postgresql://service:hidden@db.example.com:5432/service?sslmode=verify-full"
      password = { secret = "answers-environment", key = "DATABASE_PASSWORD" }
    }
  }
  expect_failures = [var.database]
}

run "refuses_a_connection_that_anybody_can_answer" {
  command = plan
  variables {
    database = {
      url      = "postgresql://service@db.example.com:5432/service?sslmode=require"
      password = { secret = "answers-environment", key = "DATABASE_PASSWORD" }
    }
  }
  expect_failures = [var.database]
}

run "refuses_a_secret_that_is_none" {
  command = plan
  variables {
    database = {
      url      = "postgresql://service@db.example.com:5432/service?sslmode=verify-full"
      password = { secret = "Not A Name", key = "DATABASE_PASSWORD" }
    }
  }
  expect_failures = [var.database]
}

run "refuses_an_authority_that_is_none" {
  command = plan
  variables {
    database = {
      url      = "postgresql://service@db.example.com:5432/service?sslmode=verify-full"
      password = { secret = "answers-environment", key = "DATABASE_PASSWORD" }
      ca       = "/etc/ssl/ca.pem"
    }
  }
  expect_failures = [var.database]
}

run "refuses_a_job_without_end" {
  command = plan
  variables {
    deadline_seconds = 86400
  }
  expect_failures = [var.deadline_seconds]
}
