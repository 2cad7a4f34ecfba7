package goldenpath.workload

import data.goldenpath.lib.kubernetes

# METADATA
# title: Containers can be asked how they are
# description: |
#   Without a readiness probe a pod gets traffic before it can answer; without a liveness probe one
#   that hangs stays.
# custom:
#   id: workload-probes
#   severity: medium
#   remedy: |
#     Add the probe to the container. `workload.probes` in `policy.yaml` says which are asked; what
#     runs to its end, and init containers, need none.
deny contains kubernetes.finding("workload-probes", container, [probe], text) if {
	some container in kubernetes.containers
	container.field == "containers"
	stays_up(container)
	some probe in data.policy.workload.probes
	not asks(object.get(container.spec, probe, {}))
	text := sprintf("has no %s", [probe])
}

stays_up(container) if container.document.contents.kind in {"Deployment", "StatefulSet", "DaemonSet", "Rollout"}

stays_up(container) if {
	container.document.contents.kind == "Pod"
	object.get(container.pod, "restartPolicy", "Always") == "Always"
}

asks(probe) if {
	some handler in probe
	is_object(handler)
}
