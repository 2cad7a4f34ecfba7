package goldenpath.delivery

import data.goldenpath.lib.delivery
import data.goldenpath.lib.kubernetes

# METADATA
# title: A parameter that is missing is an error
# description: |
#   Go templates write `<no value>` for what is not there, and an Application is made of it.
# custom:
#   id: delivery-missing-key
#   severity: medium
#   remedy: 'Set `goTemplateOptions: ["missingkey=error"]` for the ApplicationSet.'
deny contains kubernetes.finding("delivery-missing-key", kubernetes.part(document), at, text) if {
	some document in delivery.application_sets
	document.contents.spec.goTemplate == true
	not "missingkey=error" in object.get(document.contents.spec, "goTemplateOptions", [])
	at := ["spec", "goTemplateOptions"]
	text := "renders parameters that do not exist"
}
