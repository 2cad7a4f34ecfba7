package goldenpath.workload

import data.goldenpath.lib.availability
import data.goldenpath.lib.kubernetes

# METADATA
# title: Replicas are spread
# description: |
#   The scheduler may put all replicas on one node, and they then fail together.
# custom:
#   id: workload-topology-spread
#   severity: low
#   remedy: |
#     Add `topologySpreadConstraints` with the labels of the pods as `labelSelector`, by
#     `kubernetes.io/hostname` or `topology.kubernetes.io/zone`; a `podAntiAffinity` does, too.
deny contains kubernetes.finding("workload-topology-spread", workload, ["metadata", "name"], text) if {
	some workload in availability.workloads
	workload.replicas.most > 1
	not spread(workload)
	text := "does not spread its replicas over nodes or zones"
}

spread(workload) if {
	some constraint in workload.spec.topologySpreadConstraints
	kubernetes.selects(constraint.labelSelector, workload.labels)
}

spread(workload) if {
	some term in workload.spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution
	kubernetes.selects(term.labelSelector, workload.labels)
}

spread(workload) if {
	some term in workload.spec.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution
	kubernetes.selects(term.podAffinityTerm.labelSelector, workload.labels)
}
