package goldenpath.pipeline

import data.goldenpath.lib
import data.goldenpath.lib.workflows

# METADATA
# title: A checkout leaves no token behind
# description: |
#   By default the token stays in the work tree, where every later step, and an artifact that keeps
#   the folder, can read it.
# custom:
#   id: pipeline-credentials
#   severity: medium
#   remedy: |
#     Write `persist-credentials: false` under `with` of the checkout. A step that pushes is given
#     the token by itself.
deny contains lib.finding("pipeline-credentials", step.document, step.at, text) if {
	some step in workflows.steps
	startswith(lower(step.spec.uses), "actions/checkout@")
	not drops_credentials(step.spec)
	text := sprintf("a checkout of %s keeps the token in the work tree", [step.label])
}

drops_credentials(step) if sprintf("%v", [step["with"]["persist-credentials"]]) == "false"
