package goldenpath.delivery

import data.goldenpath.lib.delivery
import data.goldenpath.lib.kubernetes

# METADATA
# title: The cluster is what Git says
# description: |
#   Without self-healing a change by hand stays; without pruning what was deleted keeps running, with
#   its rights and its holes.
# custom:
#   id: delivery-sync
#   severity: medium
#   remedy: |
#     Set `syncPolicy.automated` as `delivery.sync` in `policy.yaml` says; in Flux, `prune: true`.
deny contains kubernetes.finding("delivery-sync", application, ["syncPolicy", "automated"], text) if {
	some application in delivery.applications
	application.whole
	different := [field |
		some field, expected in data.policy.delivery.sync
		object.get(automated(application), field, false) != expected
	]
	count(different) > 0
	text := sprintf("does not sync as expected: %s", [concat(", ", sort(different))])
}

deny contains kubernetes.finding("delivery-sync", kubernetes.part(document), ["spec", "prune"], text) if {
	some document in kubernetes.of("kustomize.toolkit.fluxcd.io", "Kustomization")
	object.get(document.contents, ["spec", "prune"], false) != true
	text := "leaves what was deleted in Git"
}

automated(application) := said if {
	said := application.spec.syncPolicy.automated
	object.get(said, "enabled", true) == true
} else := {}
