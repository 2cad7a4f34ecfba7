package goldenpath.ai

import data.goldenpath.lib
import data.goldenpath.lib.ai
import data.goldenpath.lib.kubernetes

# METADATA
# title: Every team has a budget for each model in each environment
# description: |
#   What nobody has limited is limited by the bill. A budget says who pays for a model, where, and how
#   much it may be in a month, so that a loop or a popular day is noticed while it is small.
# custom:
#   id: ai-budgets
#   severity: medium
#   remedy: >-
#     Add a row with `team`, `model`, `environment` and `usd_per_month` to `ai.budgets` in
#     policy.yaml; the team is the `owner` in the prompt's metadata.
deny contains lib.finding("ai-budgets", model.document, model.at, text) if {
	some model in ai.models
	ai.ships(model)

	# What is not allowed needs no budget.
	ai.fits(data.policy.ai.models, model.name)
	some environment in environments(model.document)
	not paid(model, environment)
	text := sprintf("%s has no budget of %s in %s", [model.name, object.get(model, "owner", "any team"), environment])
}

environments(document) := [here] if {
	here := kubernetes.environment(document)
	here in data.policy.ai.environments
} else := data.policy.ai.environments

paid(model, environment) if {
	some row in data.policy.ai.budgets
	row.environment == environment
	row.team == object.get(model, "owner", row.team)
	ai.fits([row.model], model.name)
	is_number(row.usd_per_month)
	row.usd_per_month > 0
}
