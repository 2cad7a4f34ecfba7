package goldenpath.workload

import data.goldenpath.lib.kubernetes

# METADATA
# title: No container is privileged
# description: |
#   A privileged container is the node: it sees all devices and may load a kernel module. So does one
#   without the masks over `/proc`, and one that runs as a process of a Windows host.
# custom:
#   id: workload-privileged
#   severity: critical
#   remedy: |
#     Remove `privileged`, `procMount` and `hostProcess` from `securityContext`; name the one
#     capability that is needed instead.
deny contains kubernetes.finding("workload-privileged", container, array.concat(["securityContext"], at), text) if {
	some container in kubernetes.containers
	some at, harmless in {
		["privileged"]: [null, false],
		["procMount"]: [null, "Default"],
		["windowsOptions", "hostProcess"]: [null, false],
	}
	value := kubernetes.security(container, at)
	not value in harmless
	text := sprintf("is privileged by %s: %v", [concat(".", at), value])
}
