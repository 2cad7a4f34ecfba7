# In a cluster and against a PostgreSQL. KUBE_CONFIG_PATH says which cluster; TF_VAR_plan, TF_VAR_namespace (one that exists),
# TF_VAR_image and TF_VAR_database, with a Secret that exists, say the rest.
provider "kubernetes" {}

variables {
  seed = {
    file   = "examples/default/seed.sql.gz"
    origin = "synthetic"
    sha256 = "307cf2789744ef4f5d653f904a217f61b1568864335c4c68369a53b163d66dee"
  }
}

run "loads" {
  assert {
    condition     = kubernetes_job_v1.this.wait_for_completion && output.sha256 == var.seed.sha256
    error_message = "The job ended, and well: the apply waits for it."
  }
}

run "is_stable" {
  command = plan

  assert {
    condition     = output.job == run.loads.job
    error_message = "The same data is the same job, which is not run again."
  }
}
