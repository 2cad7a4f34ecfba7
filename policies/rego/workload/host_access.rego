package goldenpath.workload

import data.goldenpath.lib.kubernetes

# METADATA
# title: Pods keep away from the node
# description: |
#   A pod in a namespace of the node, on its ports or in its folders can read and disturb every other
#   pod there.
# custom:
#   id: workload-host-access
#   severity: critical
#   remedy: |
#     Remove `hostNetwork`, `hostPID`, `hostIPC` and `hostPort`; use a Service for a port, and an
#     `emptyDir` or a claim for a folder.
deny contains kubernetes.finding("workload-host-access", pod, [field], text) if {
	some pod in kubernetes.pods
	some field in ["hostNetwork", "hostPID", "hostIPC"]
	not object.get(pod.spec, field, false) in [false, null]
	text := sprintf("shares a namespace of the node: %s", [field])
}

deny contains kubernetes.finding("workload-host-access", pod, ["volumes", index, "hostPath"], text) if {
	some pod in kubernetes.pods
	some index, volume in pod.spec.volumes
	is_object(volume.hostPath)
	text := "mounts a folder of the node"
}

deny contains kubernetes.finding("workload-host-access", container, ["ports", index, "hostPort"], text) if {
	some container in kubernetes.containers
	some index, port in container.spec.ports
	not port.hostPort in [0, null]
	text := sprintf("takes a port of the node: %v", [port.hostPort])
}

# A claim can reach a folder of the node through a volume of the team's own.
deny contains kubernetes.finding("workload-host-access", kubernetes.part(document), ["spec", "hostPath"], text) if {
	some document in kubernetes.objects
	document.contents.kind == "PersistentVolume"
	is_object(document.contents.spec.hostPath)
	text := "is a folder of the node"
}
