package goldenpath.workload

import data.goldenpath.lib.kubernetes

# METADATA
# title: Containers do not run as root
# description: |
#   Root in a container is root on the node as soon as anything else gives way. An image's own user
#   does not count: the next image may have another.
# custom:
#   id: workload-non-root
#   severity: high
#   remedy: |
#     Set `securityContext.runAsNonRoot: true` for the pod, and no `runAsUser: 0` in any container.
deny contains kubernetes.finding("workload-non-root", container, at, "may run as root") if {
	some container in kubernetes.containers
	not non_root(container, kubernetes.security(container, ["runAsUser"]))
	at := ["securityContext", "runAsUser"]
}

non_root(container, null) if kubernetes.security(container, ["runAsNonRoot"]) == true

non_root(_, user) if {
	is_number(user)
	user > 0
}
