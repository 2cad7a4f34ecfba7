package goldenpath.pipeline

import data.goldenpath.lib
import data.goldenpath.lib.workflows

# METADATA
# title: Pull requests run on runners that are thrown away
# description: |
#   Whoever opens a pull request runs code. On a machine of one's own that code may stay, see later
#   jobs and reach the network around it.
# custom:
#   id: pipeline-runners
#   severity: high
#   remedy: |
#     Run jobs for pull requests on hosted or ephemeral runners, and keep the others for pushes. The
#     labels of machines of one's own are in `pipeline.own_runners` of `policy.yaml`.
deny contains lib.finding("pipeline-runners", job.document, at, text) if {
	some job in workflows.jobs
	some event in ["pull_request", "pull_request_target"]
	workflows.events(job.document)[event]
	some label in labels(job.spec)
	label in data.policy.pipeline.own_runners
	at := array.concat(job.at, ["runs-on"])
	text := sprintf("job %q runs pull requests on %s", [job.name, label])
}

labels(job) := {label |
	some source in array.concat([job["runs-on"]], [job.strategy.matrix | contains(json.marshal(job["runs-on"]), "matrix.")])
	walk(source, [_, label])
}
