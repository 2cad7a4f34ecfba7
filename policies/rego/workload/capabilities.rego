package goldenpath.workload

import data.goldenpath.lib.kubernetes

# METADATA
# title: Containers drop all capabilities
# description: |
#   A service needs none of the powers of root, but has fourteen of them unless it gives them back.
# custom:
#   id: workload-capabilities
#   severity: high
#   remedy: |
#     Set `securityContext.capabilities.drop: [ALL]` for the container. Those that may be added are
#     in `workload.capabilities` in `policy.yaml`.
deny contains kubernetes.finding("workload-capabilities", container, at, "does not drop all capabilities") if {
	some container in kubernetes.containers
	at := ["securityContext", "capabilities", "drop"]
	not "ALL" in {upper(name) | some name in object.get(container.spec, at, [])}
}

deny contains kubernetes.finding("workload-capabilities", container, at, text) if {
	some container in kubernetes.containers
	some index, name in container.spec.securityContext.capabilities.add
	not may_be_added(name)
	at := ["securityContext", "capabilities", "add", index]
	text := sprintf("adds the capability %v", [name])
}

may_be_added(name) if trim_prefix(upper(name), "CAP_") in data.policy.workload.capabilities
