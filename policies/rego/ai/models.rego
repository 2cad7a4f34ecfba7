package goldenpath.ai

import data.goldenpath.lib
import data.goldenpath.lib.ai
import data.goldenpath.lib.kubernetes

# METADATA
# title: Only models on the allow-list are asked
# description: |
#   A model that nobody chose has an unknown price, unknown terms for the data that it is sent, and
#   was never evaluated. Prompts, flags, variables and the evaluation name models: each must be
#   allowed.
# custom:
#   id: ai-models
#   severity: high
#   remedy: 'Name a model of `ai.models` in policy.yaml, or agree on this one and list it there.'
deny contains lib.finding("ai-models", model.document, model.at, text) if {
	some model in ai.models
	not ai.fits(data.policy.ai.models, model.name)
	text := sprintf("the model %v is not on the allow-list", [shown(model.name)])
}

deny contains lib.finding("ai-models", document, at, text) if {
	some document in lib.of_type("goldenpath")
	document.contents.service
	count(object.get(document.contents, ["eval", "models"], [])) == 0
	at := kubernetes.existing(document.contents, ["eval", "models"])
	text := "[eval] models is empty, so any model may answer"
}

shown(null) := "is named where it cannot be read, so it"

shown(name) := name if name != null
