package goldenpath.delivery

import data.goldenpath.lib.delivery
import data.goldenpath.lib.kubernetes

# METADATA
# title: A release that fails is taken back by itself
# description: |
#   A release that hangs keeps the share of the traffic that it has, until somebody wakes up.
# custom:
#   id: delivery-automatic-rollback
#   severity: high
#   remedy: |
#     Set `progressDeadlineAbort: true` for the Rollout; for a HelmRelease of Flux, `upgrade.remediation`
#     with `retries` and the strategy `rollback`.
deny contains kubernetes.finding("delivery-automatic-rollback", rollout, ["spec", "progressDeadlineAbort"], text) if {
	some rollout in delivery.rollouts
	object.get(rollout.spec, "progressDeadlineAbort", false) != true
	text := "is not aborted when it makes no progress"
}

deny contains kubernetes.finding("delivery-automatic-rollback", kubernetes.part(release), at, text) if {
	some release in kubernetes.of("helm.toolkit.fluxcd.io", "HelmRelease")
	not rolled_back(object.get(release.contents, ["spec", "upgrade", "remediation"], {}))
	at := ["spec", "upgrade", "remediation"]
	text := "is not rolled back when an upgrade fails"
}

# The last failure is remedied if that is said, or if others are.
rolled_back(remediation) if {
	object.get(remediation, "strategy", "rollback") == "rollback"
	others := object.get(remediation, "retries", 0) != 0
	object.get(remediation, "remediateLastFailure", others) == true
}
