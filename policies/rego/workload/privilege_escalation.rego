package goldenpath.workload

import data.goldenpath.lib.kubernetes

# METADATA
# title: No process gains privileges
# description: |
#   Unless it is forbidden, a set-user-ID program in the image makes root of anybody.
# custom:
#   id: workload-privilege-escalation
#   severity: high
#   remedy: Set `securityContext.allowPrivilegeEscalation` to `false` for the container.
deny contains kubernetes.finding("workload-privilege-escalation", container, at, "may gain privileges") if {
	some container in kubernetes.containers
	at := ["securityContext", "allowPrivilegeEscalation"]
	object.get(container.spec, at, true) != false
}
