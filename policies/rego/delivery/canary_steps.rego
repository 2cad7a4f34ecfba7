package goldenpath.delivery

import data.goldenpath.lib.delivery
import data.goldenpath.lib.kubernetes

# METADATA
# title: A canary meets few before it meets all
# description: |
#   A first step that is large, or that nothing follows before the last, is no canary: everybody has
#   the new version before anything was measured.
# custom:
#   id: delivery-canary-steps
#   severity: high
#   remedy: |
#     Begin with a `setWeight` of at most `delivery.first_weight` in `policy.yaml`, or with a cohort by
#     `setHeaderRoute`, and let a `pause` or an analysis follow before the rest.
deny contains kubernetes.finding("delivery-canary-steps", rollout, ["spec", "strategy", "canary", "steps"], text) if {
	some rollout in delivery.rollouts
	steps := object.get(rollout.spec.strategy.canary, "steps", [])
	not meets_few_first(steps)
	text := sprintf("does not stay at %v per cent or less at first", [data.policy.delivery.first_weight])
}

deny contains kubernetes.finding("delivery-canary-steps", canary, ["spec", "analysis"], text) if {
	some canary in delivery.canaries
	not begins_small(canary.spec)
	text := sprintf("begins with more than %v per cent", [data.policy.delivery.first_weight])
}

# Some meet it, they are given time, and nobody more does before that.
meets_few_first(steps) if {
	some index, step in steps
	waits(step)
	before := array.slice(steps, 0, index)
	some earlier in before
	exposes(earlier)
	every one in before {
		object.get(one, "setWeight", 0) <= data.policy.delivery.first_weight
	}
}

exposes(step) if step.setWeight > 0

exposes(step) if count(step.setHeaderRoute.match) > 0

waits(step) if step.analysis

waits(step) if step.experiment

waits(step) if {
	duration := object.get(step.pause, "duration", "until resumed")
	not duration in [0, "0", "0s"]
}

begins_small(canary) if canary.analysis.iterations

begins_small(canary) if canary.analysis.stepWeights[0] <= data.policy.delivery.first_weight

begins_small(canary) if {
	not canary.analysis.stepWeights
	canary.analysis.stepWeight <= data.policy.delivery.first_weight
}
