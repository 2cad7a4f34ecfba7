package goldenpath.ai

import data.goldenpath.lib
import data.goldenpath.lib.ai
import data.goldenpath.lib.kubernetes

# METADATA
# title: Prompts and answers are not recorded
# description: |
#   People write names, addresses and secrets into questions. Logs and traces are read by many, kept for
#   long, and deleted on no request, so what is asked and answered must not get into them.
# custom:
#   id: ai-prompt-logs
#   severity: high
#   remedy: >-
#     Take the variable away, or set it to `false`, a level of logs to `info`. An overlay that never
#     gets a real question may log more: name it in `ai.debug_in` of policy.yaml.
deny contains lib.finding("ai-prompt-logs", variable.document, variable.at, text) if {
	some variable in ai.variables.content
	not ai.off(variable.value)
	text := sprintf("%s is not switched off, so prompts are recorded", [variable.name])
}

deny contains lib.finding("ai-prompt-logs", variable.document, variable.at, text) if {
	some variable in ai.variables.level
	ai.ships(variable)
	not kubernetes.environment(variable.document) in data.policy.ai.debug_in
	level := lower(trim_space(variable.value))
	level in {"debug", "trace", "verbose", "silly", "all", "notset", "10"}
	text := sprintf("%s is %s, and libraries log what they send at that level", [variable.name, level])
}
