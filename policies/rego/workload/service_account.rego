package goldenpath.workload

import data.goldenpath.lib.kubernetes

# METADATA
# title: Pods have a service account of their own
# description: |
#   What is granted to `default` is granted to every pod of the namespace, and to the next one too.
# custom:
#   id: workload-service-account
#   severity: medium
#   remedy: Ship a ServiceAccount for the service and name it as `serviceAccountName` in the pod.
deny contains kubernetes.finding("workload-service-account", pod, ["serviceAccountName"], text) if {
	some pod in kubernetes.pods
	kubernetes.account(pod) == "default"
	text := "runs with the service account that every pod of the namespace has"
}
