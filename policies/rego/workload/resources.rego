package goldenpath.workload

import data.goldenpath.lib.kubernetes

# METADATA
# title: Containers say what they need and what they may take
# description: |
#   Without a request the scheduler guesses; without a limit one container's leak is its neighbours'
#   outage. Zero is no limit.
# custom:
#   id: workload-resources
#   severity: medium
#   remedy: |
#     Set `resources.requests` and `resources.limits` for the container; which of them are asked is in
#     `workload.requests` and `workload.limits` in `policy.yaml`.
deny contains kubernetes.finding("workload-resources", container, at, text) if {
	some container in kubernetes.containers
	container.field != "ephemeralContainers"
	some side, sources in {"requests": ["requests", "limits"], "limits": ["limits"]}
	some resource in data.policy.workload[side]
	not states(container, sources, resource)
	at := ["resources", side, resource]
	text := sprintf("states no %s under resources.%s", [resource, side])
}

# A request that is not stated is what the limit is; a pod may state both for all its containers.
states(container, sources, resource) if {
	some spec in [container.spec, container.pod]
	some source in sources
	not regex.match(`^[0.]*[A-Za-z]*$`, sprintf("%v", [object.get(spec, ["resources", source, resource], 0)]))
}
