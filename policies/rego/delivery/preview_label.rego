package goldenpath.delivery

import data.goldenpath.lib.delivery
import data.goldenpath.lib.kubernetes

# METADATA
# title: Somebody allows each preview
# description: |
#   An ApplicationSet for pull requests deploys what a stranger wrote, unless it asks for a label that
#   only members can set.
# custom:
#   id: delivery-preview-label
#   severity: high
#   remedy: 'Give the generator labels, such as `labels: [preview]`.'
deny contains kubernetes.finding("delivery-preview-label", kubernetes.part(document), generator.at, text) if {
	some document in delivery.application_sets
	some generator in delivery.pull_requests(document)
	not asks_for_label(generator.spec)
	text := "deploys every pull request"
}

asks_for_label(generator) if {
	some provider in generator
	count(provider.labels) > 0
}
