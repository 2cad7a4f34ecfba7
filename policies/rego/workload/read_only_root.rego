package goldenpath.workload

import data.goldenpath.lib.kubernetes

# METADATA
# title: The root file system is read-only
# description: |
#   Who gets into a container that cannot be written to has nowhere to put a tool and nothing to change.
# custom:
#   id: workload-read-only-root
#   severity: medium
#   remedy: |
#     Set `securityContext.readOnlyRootFilesystem: true` for the container, and mount an `emptyDir`
#     where it must write.
deny contains kubernetes.finding("workload-read-only-root", container, at, "can write to its root file system") if {
	some container in kubernetes.containers
	at := ["securityContext", "readOnlyRootFilesystem"]
	object.get(container.spec, at, false) != true
}
