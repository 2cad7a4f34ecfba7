package goldenpath.pipeline

import data.goldenpath.lib
import data.goldenpath.lib.workflows

# METADATA
# title: No privileged event runs the code of a pull request
# description: |
#   `pull_request_target`, `workflow_run` and `issue_comment` run with the secrets and the token of the
#   repository. Whoever opens a pull request must not decide what runs there.
# custom:
#   id: pipeline-untrusted-checkout
#   severity: critical
#   remedy: |
#     Use `pull_request`. Where a result needs rights, for instance to comment, keep it as an
#     artifact and let a workflow that checks nothing out read it as data.
deny contains lib.finding("pipeline-untrusted-checkout", step.document, at, text) if {
	some step in workflows.steps
	some path in fetched(step.spec)
	some event in ["pull_request_target", "workflow_run", "issue_comment"]
	workflows.events(step.document)[event]
	not asks_who(step)
	at := array.concat(step.at, path)
	text := sprintf("%s checks out what a pull request brings, on %s", [step.label, event])
}

fetched(step) := {["with", key] |
	contains(step.uses, "checkout")
	some key in ["ref", "repository"]
	regex.match(brought, lower(step["with"][key]))
} | {["run"] |
	regex.match(fetches, lower(step.run))
}

brought := concat("", [
	`refs/pull/|\bgithub\.(head_ref|event\.`,
	`(pull_request\.(head|merge_commit_sha)|workflow_run\.(head_|pull_requests)))`,
])

fetches := sprintf(`\bgh\s+pr\s+checkout\b|\bgit\s+(fetch|pull|checkout|switch|clone)\b.*(\bpull/|%s)`, [brought])

# The job, or the step, first asks whether the code is the repository's own.
asks_who(step) if {
	some spec in [step.job, step.spec]
	regex.match(own_code, spec["if"])
}

own_code := concat("|", [
	`head\.repo\.full_name\s*==\s*github\.repository\b`,
	`head_repository\.full_name\s*==\s*github\.repository\b`,
	`(!\s*github\.event\.pull_request\.head\.repo\.fork|head\.repo\.fork\s*==\s*false)`,
	`workflow_run\.event\s*==\s*'(push|schedule|release|workflow_dispatch)'`,
	`github\.event_name\s*==\s*'(push|schedule|release|workflow_dispatch)'`,
])
