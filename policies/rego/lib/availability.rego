# METADATA
# title: What shall stay up
package goldenpath.lib.availability

import data.goldenpath.lib
import data.goldenpath.lib.kubernetes

# METADATA
# description: |
#   Every workload that runs until it is replaced: its pod, and how many replicas it has at least
#   and at most. One that is scaled to zero is none; a Rollout may run the pods of such a Deployment.
workloads := [workload |
	some pod in array.concat(own, referenced)
	replicas := count_of(pod.document)
	replicas.most > 0
	workload := object.union(pod, {"at": [], "label": kubernetes.name(pod.document.contents), "replicas": replicas})
]

own := [pod |
	some pod in kubernetes.pods
	pod.document.contents.kind in {"Deployment", "StatefulSet", "Rollout"}
]

referenced := [object.union(pod, {"document": document}) |
	some document in kubernetes.of("argoproj.io", "Rollout")
	reference := document.contents.spec.workloadRef
	some pod in kubernetes.pods
	lib.group(pod.document) == lib.group(document)
	kubernetes.same_namespace(pod.document, document)
	pod.document.contents.kind == reference.kind
	pod.document.contents.metadata.name == reference.name
]

count_of(document) := counts[0] if {
	replicas := number(document, "replicas", 1)
	counts := array.concat(sort(scaled(document)), [{"least": replicas, "most": replicas}])
}

scaled(document) := array.concat(
	[{"least": number(scaler, "minReplicas", 1), "most": number(scaler, "maxReplicas", 1)} |
		some scaler in kubernetes.beside(document, "HorizontalPodAutoscaler")
		scales(scaler, document)
	],
	[{"least": number(scaler, "minReplicaCount", 0), "most": number(scaler, "maxReplicaCount", 100)} |
		some scaler in kubernetes.beside(document, "ScaledObject")
		scales(scaler, document)
	],
)

scales(scaler, document) if {
	target := scaler.contents.spec.scaleTargetRef
	target.name == document.contents.metadata.name
	object.get(target, "kind", "Deployment") == document.contents.kind
}

number(document, field, otherwise) := value if {
	value := object.get(document.contents, ["spec", field], otherwise)
	is_number(value)
} else := otherwise

# METADATA
# description: The budgets that count a workload's pods.
budgets(workload) := [budget |
	some budget in kubernetes.beside(workload.document, "PodDisruptionBudget")
	kubernetes.selects(budget.contents.spec.selector, workload.labels)
]

# METADATA
# description: How many of a workload's replicas a budget lets go at once.
evictable(budget, replicas) := min([replicas, share(budget.contents.spec.maxUnavailable, replicas)])

evictable(budget, replicas) := replicas - share(budget.contents.spec.minAvailable, replicas) if {
	not budget.contents.spec.maxUnavailable
}

share(amount, replicas) := amount if is_number(amount)

else := ceil((to_number(trim_suffix(amount, "%")) * replicas) / 100)
