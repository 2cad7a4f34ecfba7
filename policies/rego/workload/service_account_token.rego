package goldenpath.workload

import data.goldenpath.lib.kubernetes

# METADATA
# title: No token of the cluster is mounted
# description: |
#   A token that the service does not use is one that an intruder does: with it he asks the cluster's API.
# custom:
#   id: workload-service-account-token
#   severity: medium
#   remedy: |
#     Set `automountServiceAccountToken` to `false` for the pod or its ServiceAccount. A service that
#     needs the API mounts a `projected` token that expires.
deny contains kubernetes.finding("workload-service-account-token", pod, [field], text) if {
	some pod in kubernetes.pods
	field := "automountServiceAccountToken"
	object.get(pod.spec, field, mounted_by_account(pod)) != false
	text := "mounts a token of its service account"
}

mounted_by_account(pod) := false if {
	some account in kubernetes.beside(pod.document, "ServiceAccount")
	account.contents.metadata.name == kubernetes.account(pod)
	account.contents.automountServiceAccountToken == false
}

else := true
