package goldenpath.pipeline

import data.goldenpath.lib
import data.goldenpath.lib.gitlab
import data.goldenpath.lib.train
import data.goldenpath.lib.workflows

# METADATA
# title: Every job ends after a time that it states
# description: |
#   A job that hangs holds its runner, and whatever waits for it, for hours: six on GitHub.
# custom:
#   id: pipeline-timeout
#   severity: low
#   remedy: |
#     Give the job `timeout-minutes` (GitLab: `timeout`), about twice what it usually takes, and no
#     more than `pipeline.timeout_minutes` of `policy.yaml`.
deny contains lib.finding("pipeline-timeout", job.document, job.at, text) if {
	some job in workflows.working
	not job.spec["timeout-minutes"]
	text := sprintf("job %q has no timeout-minutes", [job.name])
}

deny contains lib.finding("pipeline-timeout", job.document, at, text) if {
	some job in workflows.working
	minutes := job.spec["timeout-minutes"]
	is_number(minutes)
	minutes > data.policy.pipeline.timeout_minutes
	at := array.concat(job.at, ["timeout-minutes"])
	text := sprintf("job %q may take %v minutes", [job.name, minutes])
}

deny contains lib.finding("pipeline-timeout", job.document, job.at, text) if {
	some job in gitlab.working
	gitlab.said(job, "timeout") == []
	not train.laid_over(job) # pipeline-stages judges it
	text := sprintf("job %q has no timeout", [job.name])
}
