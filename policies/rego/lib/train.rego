# METADATA
# title: The train, which is the stages of the library's pipeline
# description: |
#   A service calls it in the library, by commit, or its rendered files lie in the service.
package goldenpath.lib.train

import data.goldenpath.lib.gitlab
import data.goldenpath.lib.workflows

paths := {"github-workflow": ".github/workflows/goldenpath.yml", "gitlab-ci": ".gitlab/goldenpath.yml"}

documents := [document | some document in input.documents; is_train(document)]

is_train(document) if document.path == paths[document.type]

# METADATA
# description: By id; the closing job is one of them.
stages := object.union({"required": {"id": "required"}}, {stage.id: stage |
	some stage in data.policy.pipeline.stages
})

# METADATA
# description: The stage of which a job does a part; undefined for any other job.
stage_of(job) := job if stages[job]

else := min({id |
	some id, _ in stages
	some suffix in ["-stage", "-shard", "-approval", "-approval-asked", "-end"]
	job == concat("", [id, suffix])
})

# METADATA
# description: Jobs of the train's own files, of both forges.
jobs := [job | some job in array.concat(workflows.jobs, gitlab.jobs); is_train(job.document)]

# METADATA
# description: What the repository itself holds, judged where it lies.
is_local(uses) if regex.match(`^[.$]/`, uses)

is_library(uses) if startswith(uses, concat("", [data.policy.pipeline.library, "/"]))

includes_library(entry) if entry.project == data.policy.pipeline.library

includes_library(entry) if startswith(entry.remote, raw_files)

raw_files := sprintf("https://raw.githubusercontent.com/%s/", [data.policy.pipeline.library])

# METADATA
# description: Whatever brings the train into a pipeline; a job on GitHub, an include on GitLab.
callers := array.concat(github_callers, gitlab_callers)

github_callers := [job | some job in workflows.calling; calls(job.spec.uses)]

gitlab_callers := [include |
	some include in gitlab.includes
	include.at[0] == "include"
	calls_by_include(include.entry)
]

calls(uses) if {
	is_library(uses)
	regex.match(`/\.github/workflows/train(-ghes)?\.yml@`, uses)
}

calls(uses) if {
	some document in documents
	uses in {concat("", ["./", document.path]), concat("", ["$/", document.path])}
}

calls_by_include(entry) if {
	includes_library(entry)
	some file in array.concat(gitlab.list(object.get(entry, "file", [])), [object.get(entry, "remote", "")])
	endswith(file, "/workflows/gitlab/train.yml")
}

calls_by_include(entry) if {
	some document in documents
	trim_left(entry.local, "/") == document.path
}

# METADATA
# description: A job of the train that another file of the service describes, too.
laid_over(job) if {
	gitlab_callers != []
	stage_of(job.name)
	not is_train(job.document)
}

merge_request := "$CI_PIPELINE_SOURCE==merge_request_event"

default_branch := "$CI_COMMIT_BRANCH==$CI_DEFAULT_BRANCH"

night := "$CI_PIPELINE_SOURCE==schedule"

preview := concat("&&", [
	merge_request,
	"$CI_MERGE_REQUEST_LABELS=~/(^|,)preview(,|$)/",
	"$CI_MERGE_REQUEST_SOURCE_PROJECT_ID==$CI_MERGE_REQUEST_PROJECT_ID",
])

# METADATA
# description: What has to start a stage on GitLab, as conditions without blanks and quotes.
needed := {
	"change": {merge_request, default_branch},
	"main": {default_branch},
	"preview": {preview},
	"nightly": {night},
}

# METADATA
# description: |
#   Why a list of GitLab's rules does not always start what the conditions demand; `approval` allows
#   a job that waits for a person and blocks the pipeline.
gaps(rules, conditions, approval) := {gap |
	some condition in (conditions - {plain(rule) | some rule in rules; starts(rule, approval)})
	gap := sprintf("does not start whenever %s", [condition])
} | {gap |
	some rule in rules
	rule.when == "never"
	not plain(rule) in ({night} - conditions)
	gap := sprintf("never starts where %v", [object.get(rule, "if", "no rule fits")])
}

plain(rule) := strings.replace_n({" ": "", `"`: "", "'": ""}, object.get(rule, "if", ""))

starts(rule, approval) if {
	not rule.changes
	not rule.exists
	not rule.allow_failure
	object.get(rule, "when", "on_success") in array.concat(
		["on_success", "always"],
		[ask | approval; rule.allow_failure == false; ask := "manual"],
	)
}
