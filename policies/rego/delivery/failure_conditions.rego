package goldenpath.delivery

import data.goldenpath.lib.delivery
import data.goldenpath.lib.kubernetes

# METADATA
# title: An analysis says what success is and what failure is
# description: |
#   With one condition alone the other is its negation: no data fails a release, or passes it. With
#   both, what is neither pauses the release until somebody looks.
# custom:
#   id: delivery-failure-conditions
#   severity: high
#   remedy: |
#     Give the metric a `successCondition`, a `failureCondition` and a `failureLimit` from 0 that is
#     lower than `count`; in Flagger, a `thresholdRange`.
deny contains kubernetes.finding("delivery-failure-conditions", metric, [field], text) if {
	some metric in delivery.metrics
	some field in ["successCondition", "failureCondition"]
	not regex.match(`\S`, object.get(metric.spec, field, ""))
	text := sprintf("has no %s", [field])
}

deny contains kubernetes.finding("delivery-failure-conditions", metric, ["failureLimit"], text) if {
	some metric in delivery.metrics
	not limited(metric.spec)
	text := "has no failureLimit that it can pass"
}

deny contains kubernetes.finding("delivery-failure-conditions", kubernetes.part(template), ["spec", "metrics"], text) if {
	some template in delivery.analysis_templates
	conditions := {condition |
		some metric in template.contents.spec.metrics
		condition := object.get(metric, "failureCondition", "")
	}
	conditions == {"false"}
	text := "cannot fail"
}

deny contains kubernetes.finding("delivery-failure-conditions", canary, ["spec", "analysis", "metrics", index], text) if {
	some canary in delivery.canaries
	some index, metric in canary.spec.analysis.metrics
	not ranged(metric)
	text := sprintf("has no thresholdRange for the metric %v", [object.get(metric, "name", index)])
}

# A negative limit is none, and a parameter may be any.
limited(metric) if {
	regex.match(`^(\d+|\{\{.*\}\})$`, sprintf("%v", [metric.failureLimit]))
	not always_below(metric)
}

always_below(metric) if {
	is_number(metric.failureLimit)
	metric.failureLimit >= metric.count
}

ranged(metric) if {
	some bound in metric.thresholdRange
	is_number(bound)
}
