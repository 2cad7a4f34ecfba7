package goldenpath.pipeline

import data.goldenpath.lib
import data.goldenpath.lib.gitlab
import data.goldenpath.lib.train
import data.goldenpath.lib.workflows

# METADATA
# title: Only a job that needs it can prove who it is
# description: |
#   With an identity token a job becomes, at a cloud or a registry, whoever trusts this repository.
#   The rules of an environment decide which branch may do so; without one, every branch may.
# custom:
#   id: pipeline-identity
#   severity: high
#   remedy: |
#     Grant `id-token: write` (GitLab: `id_tokens`) to one job, and give that job a protected
#     `environment`. A job that needs neither reviewers nor a protected branch, for instance one
#     that signs, is named in `pipeline.identity_jobs` of `policy.yaml`.
deny contains lib.finding("pipeline-identity", document, ["permissions", "id-token"], text) if {
	some document in workflows.workflows
	document.contents.permissions["id-token"] == "write"
	text := "the workflow gives every job an identity"
}

deny contains lib.finding("pipeline-identity", job.document, at, text) if {
	some job in workflows.jobs
	job.spec.permissions["id-token"] == "write"
	workflows.environment(job.spec) == ""
	not has_identity(job.name)
	not judged_where_it_lies(job.spec)
	at := array.concat(job.at, ["permissions", "id-token"])
	text := sprintf("job %q has an identity and no environment", [job.name])
}

deny contains lib.finding("pipeline-identity", document, ["default", "id_tokens"], text) if {
	some document in gitlab.pipelines
	document.contents["default"].id_tokens
	text := "the pipeline gives every job an identity"
}

deny contains lib.finding("pipeline-identity", job.document, at, text) if {
	some job in gitlab.jobs
	job.spec.id_tokens
	gitlab.environments(job) == set()
	not has_identity(job.name)
	at := array.concat(job.at, ["id_tokens"])
	text := sprintf("job %q has an identity and no environment", [job.name])
}

has_identity(name) if name in data.policy.pipeline.identity_jobs

# The stage table grants an identity on the default branch, at night and to a change with a preview.
has_identity(name) if is_string(train.stages[train.stage_of(name)].identity)

# A caller only passes on what the called jobs are granted.
judged_where_it_lies(job) if train.is_local(job.uses)

judged_where_it_lies(job) if train.is_library(job.uses)
