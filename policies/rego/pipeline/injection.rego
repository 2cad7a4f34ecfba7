package goldenpath.pipeline

import data.goldenpath.lib
import data.goldenpath.lib.gitlab
import data.goldenpath.lib.workflows

# METADATA
# title: What a stranger writes is data to a script, never part of it
# description: |
#   An expression is pasted into the script before any shell sees it, so a title with a quote and a
#   semicolon is a command. The same holds for a variable that a second interpreter reads.
# custom:
#   id: pipeline-injection
#   severity: critical
#   remedy: |
#     Hand the value over under `env`, and read it as a quoted variable of the shell: `"$TITLE"`. On
#     GitLab, do not put it into what `eval`, `sh -c` and the like read again.
deny contains lib.finding("pipeline-injection", step.document, at, text) if {
	some step in workflows.steps
	some path in [["run"], ["with", "script"]]
	some expression in workflows.expressions(object.get(step.spec, path, ""))
	pastes(expression, step)
	at := array.concat(step.at, path)
	text := sprintf("a script of %s pastes %s", [step.label, trim_space(expression)])
}

deny contains lib.finding("pipeline-injection", line.document, line.at, text) if {
	some line in gitlab.lines
	regex.match(read_again, line.text)
	text := sprintf("job %q lets a second interpreter read %q", [line.job.name, line.text])
}

pastes(expression, _) if regex.match(foreign, expression)

# A variable of the workflow's own is no shelter while it is pasted.
pastes(expression, step) if {
	some holder in [step.document.contents, step.job, step.spec]
	some name, value in holder.env
	regex.match(concat("", [`\benv\.`, lower(name), unjudged]), expression)
	some inner in workflows.expressions(value)
	regex.match(foreign, inner)
}

# What only decides, as in `a == 'b'` or `a && 'b'`, is not pasted.
unjudged := `\s*([^\s\w.=!&,-]|$)`

foreign := concat("", [
	`(\bgithub\.(head_ref|event\.(`,
	concat("|", [
		`(issue|pull_request|discussion)\.(title|body)`,
		`(comment|review|review_comment)\.body`,
		`pull_request\.head\.(ref|label|repo\.(default_branch|description|homepage))`,
		`(workflow_run\.)?(head_commit|commits(\.\*|\[[^\]]*\]))\.(message|(author|committer)\.(name|email))`,
		`workflow_run\.(head_branch|display_title)`,
		`pages(\.\*|\[[^\]]*\])\.page_name`,
	]),
	`))|tojson\(\s*github(\.event(\.(issue|pull_request|discussion|comment|review|head_commit|workflow_run))?)?\s*\))`,
	unjudged,
])

read_again := concat("", [
	`\b(eval|(ba|da|z|k|a)?sh\s+(-\w+\s+)*-\w*c|ssh|(python3?|perl|ruby|node|php)\s+(-\w+\s+)*-[cer])\b`,
	`.*\$\{?CI_(COMMIT_(MESSAGE|TITLE|DESCRIPTION|AUTHOR|BRANCH|TAG|TAG_MESSAGE|REF_NAME)`,
	`|MERGE_REQUEST_(TITLE|DESCRIPTION|LABELS|SOURCE_BRANCH_NAME)`,
	`|EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_NAME)\b`,
])
