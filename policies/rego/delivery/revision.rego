package goldenpath.delivery

import data.goldenpath.lib.delivery
import data.goldenpath.lib.kubernetes

# METADATA
# title: Production names its revision
# description: |
#   An Application that follows a branch, or the newest version of a chart, changes production
#   without a change that anybody approved.
# custom:
#   id: delivery-revision
#   severity: high
#   remedy: |
#     Write a commit or the tag of a release as `targetRevision`. What is production, and what counts
#     as pinned, is in `delivery.production` and `delivery.revisions` in `policy.yaml`.
deny contains kubernetes.finding("delivery-revision", application, at, text) if {
	some application in delivery.applications
	application.whole
	is_production(application)
	some source in delivery.sources(application)
	revision := object.get(source.spec, "targetRevision", "HEAD")
	not pinned(revision)
	at := array.concat(source.at, ["targetRevision"])
	text := sprintf("follows %v into production", [revision])
}

is_production(application) if {
	some name in array.concat(
		[source.spec.path | some source in delivery.sources(application)],
		[
			application.name,
			object.get(application.spec, ["destination", "namespace"], ""),
			object.get(application.spec, ["destination", "name"], ""),
		],
	)
	some word in split(replace(name, "/", "-"), "-")
	word in data.policy.delivery.production
}

pinned(revision) if {
	some pattern in data.policy.delivery.revisions
	regex.match(pattern, revision)
}
