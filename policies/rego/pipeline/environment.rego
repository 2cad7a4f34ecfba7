package goldenpath.pipeline

import data.goldenpath.lib
import data.goldenpath.lib.gitlab
import data.goldenpath.lib.workflows

# METADATA
# title: What deploys names a protected environment
# description: |
#   The environment says which branch may deploy, who is asked before, and what was deployed when.
#   GitLab asks nobody on a branch that is not protected, so there the rules of the job say which.
# custom:
#   id: pipeline-environment
#   severity: high
#   remedy: |
#     Give the job an `environment` with a protection rule. On GitLab, let its `rules` name the
#     default branch, a tag or `$CI_COMMIT_REF_PROTECTED == "true"`; environments that live as long
#     as a merge request are named in `pipeline.previews` of `policy.yaml`.
deny contains lib.finding("pipeline-environment", step.document, step.at, text) if {
	some step in workflows.steps
	step.document.type == "github-workflow" # an action has the environment of the job that uses it
	workflows.environment(step.job) == ""
	some key in ["run", "uses"]
	deploys(step.spec[key])
	not rehearses(step.job)
	text := sprintf("%s deploys without an environment", [step.label])
}

deny contains lib.finding("pipeline-environment", line.document, line.at, text) if {
	some line in gitlab.lines
	gitlab.environments(line.job) == set()
	deploys(line.text)
	not rehearses(line.job.spec)
	text := sprintf("job %q deploys without an environment", [line.job.name])
}

deny contains lib.finding("pipeline-environment", job.document, job.at, text) if {
	some job in gitlab.working
	some environment in gitlab.environments(job)
	not is_preview(environment)
	object.get(job.spec, ["environment", "action"], "start") == "start"
	not guarded(job)
	text := sprintf("job %q deploys to %s from branches that nobody protects", [job.name, environment])
}

deploys(said) if {
	some line in split(replace(said, "\\\n", " "), "\n")
	regex.match(deploying, line)
	not contains(line, "--dry-run")
}

deploying := sprintf("^[^#]*(%s)", [replace(concat("|", data.policy.pipeline.deploys), " ", `\s+`)])

# A cluster that the job itself starts is thrown away with it.
rehearses(job) if regex.match(data.policy.pipeline.throwaway, json.marshal(job))

is_preview(environment) if {
	some pattern in data.policy.pipeline.previews
	regex.match(pattern, environment)
}

guarded(job) if {
	some rules in gitlab.said(job, "rules")
	every rule in rules {
		narrow(rule)
	}
}

guarded(job) if {
	some rules in gitlab.said(job, "rules")
	some rule in rules
	rule.when == "never"
	regex.match(`\$CI_COMMIT_(BRANCH|REF_NAME)\s*!=`, rule["if"])
}

guarded(job) if {
	some only in gitlab.said(job, "only")
	not regex.match(`"(branches|merge_requests|external_pull_requests|pushes)"`, json.marshal(only))
}

narrow(rule) if rule.when == "never"

narrow(rule) if regex.match(`\$CI_COMMIT_((BRANCH|REF_NAME)\s*=[=~]|REF_PROTECTED|TAG)`, rule["if"])

# What a reference names may lie in a file that only the forge can see.
narrow(rule) if rule["!reference"]

narrow(rule) if is_array(rule)
