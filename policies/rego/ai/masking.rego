package goldenpath.ai

import data.goldenpath.lib
import data.goldenpath.lib.ai
import data.goldenpath.lib.kubernetes

# METADATA
# title: Personal data is masked
# description: |
#   What is kept of questions and answers must not name people. A service says which of its files mask
#   personal data, nothing that ships switches that off, and a gate asks whether answers give any out.
# custom:
#   id: ai-masking
#   severity: high
#   remedy: >-
#     Name the files that mask personal data in `ai.masking` of policy.yaml, leave their switch on, and
#     keep a gate on `pii_leak` with `max = 0` that blocks.
deny contains lib.finding("ai-masking", document, at, text) if {
	some document in lib.of_type("policy")
	count(object.get(data.policy.ai, "masking", [])) == 0
	at := kubernetes.existing(document.contents, ["ai", "masking"])
	text := "no file is named that masks personal data"
}

deny contains lib.finding("ai-masking", document, at, text) if {
	some document in lib.of_type("policy")
	some index, glob in data.policy.ai.masking
	not present(glob)
	at := kubernetes.existing(document.contents, ["ai", "masking", index])
	text := sprintf("%s shall mask personal data, but is not there", [glob])
}

deny contains lib.finding("ai-masking", variable.document, variable.at, text) if {
	some variable in ai.variables.masking
	unmasked(variable.value)
	text := sprintf("%s does not say that personal data is masked", [variable.name])
}

deny contains lib.finding("ai-masking", document, ["eval", "gates"], text) if {
	some document in lib.of_type("goldenpath")
	count(document.contents.eval.gates) > 0
	count([gate | some gate in document.contents.eval.gates; keeps_personal_data(gate)]) == 0
	text := "no gate stops an answer that gives out personal data"
}

present(glob) if {
	some document in lib.of_type("codeowners")
	some file in document.contents.files
	ai.fits([glob], file)
}

unmasked(null)

unmasked(value) if ai.off(value)

keeps_personal_data(gate) if {
	gate.metric == "pii_leak"
	gate.max == 0
	object.get(gate, "tier", "block") in {"block", "approve"}
}
