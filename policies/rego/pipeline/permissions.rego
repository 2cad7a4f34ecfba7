package goldenpath.pipeline

import data.goldenpath.lib
import data.goldenpath.lib.train
import data.goldenpath.lib.workflows

# METADATA
# title: A workflow grants nothing, each of its jobs what it needs
# description: |
#   What a token may do, any action that a job runs may do, too. Without a block of permissions the
#   token has whatever the repository's settings say, which may be everything.
# custom:
#   id: pipeline-permissions
#   severity: high
#   remedy: |
#     Write `permissions: {}` at the top of the workflow and, for each job, the scopes that it uses,
#     such as `contents: read`. A scope that a job must write is named in `pipeline.writable` of
#     `policy.yaml`.
deny contains lib.finding("pipeline-permissions", document, [], text) if {
	some document in workflows.workflows
	not document.contents.permissions
	text := "the workflow says nothing about the permissions of its token"
}

deny contains lib.finding("pipeline-permissions", document, ["permissions"], text) if {
	some document in workflows.workflows
	permissions := document.contents.permissions
	not is_object(permissions)
	permissions != "read-all"
	text := sprintf("the workflow grants %v", [permissions])
}

deny contains lib.finding("pipeline-permissions", document, ["permissions", scope], text) if {
	some document in workflows.workflows
	some scope, access in document.contents.permissions
	access == "write"
	scope != "id-token" # pipeline-identity judges it
	text := sprintf("the workflow lets every job write %s", [scope])
}

deny contains lib.finding("pipeline-permissions", job.document, at, text) if {
	some job in workflows.jobs
	permissions := job.spec.permissions
	not is_object(permissions)
	permissions != "read-all"
	at := array.concat(job.at, ["permissions"])
	text := sprintf("job %q is granted %v", [job.name, permissions])
}

deny contains lib.finding("pipeline-permissions", job.document, at, text) if {
	some job in workflows.jobs
	some scope, access in job.spec.permissions
	access == "write"
	scope != "id-token"
	not scope in data.policy.pipeline.writable
	not writes(job, scope)
	at := array.concat(job.at, ["permissions", scope])
	text := sprintf("job %q may write %s", [job.name, scope])
}

# The stage table says which of its jobs commit to the branch of an environment, and nobody else may.
writes(job, scope) if {
	train.is_train(job.document)
	scope in train.stages[train.stage_of(job.name)].writes
}

writes(job, _) if judged_where_it_lies(job.spec)
