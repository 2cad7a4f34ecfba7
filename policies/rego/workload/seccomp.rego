package goldenpath.workload

import data.goldenpath.lib.kubernetes

# METADATA
# title: System calls are filtered
# description: |
#   A container without a seccomp profile may make every call that the kernel knows, those with last
#   month's hole included.
# custom:
#   id: workload-seccomp
#   severity: medium
#   remedy: 'Set `securityContext.seccompProfile: {type: RuntimeDefault}` for the pod.'
deny contains kubernetes.finding("workload-seccomp", container, at, "may make any system call") if {
	some container in kubernetes.containers
	at := ["securityContext", "seccompProfile", "type"]
	not kubernetes.security(container, ["seccompProfile", "type"]) in {"RuntimeDefault", "Localhost"}
}
