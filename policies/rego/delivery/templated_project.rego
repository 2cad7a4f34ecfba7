package goldenpath.delivery

import data.goldenpath.lib.delivery
import data.goldenpath.lib.kubernetes

# METADATA
# title: An ApplicationSet writes its project out
# description: |
#   A project from a parameter is chosen by whoever fills the parameter: by a folder name or a pull
#   request somebody reaches the rights of any project.
# custom:
#   id: delivery-templated-project
#   severity: critical
#   remedy: Write the name of the project in the template, and another ApplicationSet for another project.
deny contains kubernetes.finding("delivery-templated-project", application, ["project"], text) if {
	some application in delivery.applications
	contains(application.spec.project, "{{")
	text := sprintf("takes its project from a parameter: %s", [application.spec.project])
}

deny contains kubernetes.finding("delivery-templated-project", kubernetes.part(document), at, text) if {
	some document in delivery.application_sets
	at := ["spec", "templatePatch"]
	regex.match(`\bproject["']?\s*:`, document.contents.spec.templatePatch)
	text := "sets its project in a patch"
}
