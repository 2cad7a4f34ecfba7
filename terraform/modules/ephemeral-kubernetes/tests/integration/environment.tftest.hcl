# In a cluster that KUBE_CONFIG_PATH names, with the External Secrets Operator in it.
run "makes_the_namespace" {
  module {
    source = "./examples/default"
  }

  assert {
    condition     = output.namespace == "answers-pr-42"
    error_message = "The namespace has the name of the environment."
  }
}
