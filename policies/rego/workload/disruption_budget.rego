package goldenpath.workload

import data.goldenpath.lib.availability
import data.goldenpath.lib.kubernetes

# METADATA
# title: A disruption budget keeps some replicas and lets one go
# description: |
#   Draining a node evicts all that run there at once, unless a PodDisruptionBudget counts them. One
#   that lets none go blocks the drain instead, and of two nobody may evict anything.
# custom:
#   id: workload-disruption-budget
#   severity: medium
#   remedy: |
#     Add a PodDisruptionBudget with `maxUnavailable: 1` whose selector matches the labels of the pods.
#     Where one replica is enough, name the overlay in `workload.single_replica_overlays` in `policy.yaml`.
deny contains kubernetes.finding("workload-disruption-budget", workload, ["metadata", "name"], text) if {
	some workload in availability.workloads
	not one_is_enough(workload)
	budgets := availability.budgets(workload)
	count(budgets) != 1
	text := sprintf("has %d PodDisruptionBudgets that select its pods, not one", [count(budgets)])
}

deny contains kubernetes.finding("workload-disruption-budget", kubernetes.part(budget), ["spec"], text) if {
	some workload in availability.workloads
	some budget in availability.budgets(workload)
	replicas := max([1, workload.replicas.least])
	not balanced(budget, replicas)
	text := sprintf("lets none or all of the %d replicas of %s go", [replicas, workload.label])
}

one_is_enough(workload) if {
	workload.replicas.most == 1
	kubernetes.environment(workload.document) in data.policy.workload.single_replica_overlays
}

balanced(budget, replicas) if {
	evictable := availability.evictable(budget, replicas)
	evictable > 0
	evictable < max([2, replicas])
}
