package goldenpath.delivery

import data.goldenpath.lib.delivery
import data.goldenpath.lib.kubernetes

# METADATA
# title: A release is analysed while it goes out
# description: |
#   A canary that nobody measures only fails later. The analysis that it names must be shipped with
#   it, and must count.
# custom:
#   id: delivery-canary-analysis
#   severity: high
#   remedy: |
#     Name an AnalysisTemplate in `canary.analysis.templates`, in a step, or in
#     `blueGreen.prePromotionAnalysis`, and ship it in the same overlay; in Flagger, list `metrics`.
deny contains kubernetes.finding("delivery-canary-analysis", rollout, ["spec", "strategy"], text) if {
	some rollout in delivery.rollouts
	count(templates(rollout)) == 0
	text := "goes out without an analysis"
}

deny contains kubernetes.finding("delivery-canary-analysis", rollout, ["spec", "strategy"], text) if {
	some rollout in delivery.rollouts
	some template in templates(rollout)
	object.get(template, "clusterScope", false) != true
	not shipped(rollout.document, template)
	text := sprintf("names an AnalysisTemplate that is not shipped: %v", [object.get(template, "templateName", "")])
}

deny contains kubernetes.finding("delivery-canary-analysis", rollout, ["spec", "strategy"], text) if {
	some rollout in delivery.rollouts
	some analysis in analyses(rollout)
	some run in analysis.dryRun
	run.metricName == ".*"
	text := "only tries its analysis: dryRun takes in every metric"
}

deny contains kubernetes.finding("delivery-canary-analysis", canary, ["spec", "analysis"], text) if {
	some canary in delivery.canaries
	not analysed(canary.spec)
	text := "goes out without an analysis"
}

analyses(rollout) := array.concat(
	[analysis | some analysis in rollout.spec.strategy.blueGreen],
	array.concat(
		[analysis | analysis := rollout.spec.strategy.canary.analysis],
		[analysis | some step in rollout.spec.strategy.canary.steps; analysis := step.analysis],
	),
)

templates(rollout) := array.concat(
	[template | some analysis in analyses(rollout); some template in analysis.templates],
	[template | some step in rollout.spec.strategy.canary.steps; some template in step.experiment.analyses],
)

shipped(document, template) if {
	some other in kubernetes.beside(document, "AnalysisTemplate")
	other.contents.metadata.name == template.templateName
}

analysed(spec) if {
	object.get(spec, "skipAnalysis", false) == false
	count(spec.analysis.metrics) > 0
}
