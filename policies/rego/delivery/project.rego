package goldenpath.delivery

import data.goldenpath.lib.delivery
import data.goldenpath.lib.kubernetes

# METADATA
# title: Applications are in a project of their own
# description: |
#   The project `default` may deploy anything from anywhere to everywhere. An Application that names
#   none is in it.
# custom:
#   id: delivery-project
#   severity: high
#   remedy: Ship an AppProject that lists what the service needs, and name it as `spec.project`.
deny contains kubernetes.finding("delivery-project", application, ["project"], text) if {
	some application in delivery.applications
	object.get(application.spec, "project", implied(application)) in ["default", "", null]
	text := "is in the project default"
}

implied(application) := "default" if application.whole

# A generator that names no project leaves that of the ApplicationSet.
implied(application) := "that of the set" if not application.whole
