package goldenpath.pipeline

import data.goldenpath.lib
import data.goldenpath.lib.gitlab
import data.goldenpath.lib.train
import data.goldenpath.lib.workflows

# METADATA
# title: The stages of the train are complete, and none is optional
# description: |
#   A stage that is gone, that may fail, or that runs on a condition of one's own lets through what it
#   would have stopped.
# custom:
#   id: pipeline-stages
#   severity: critical
#   remedy: |
#     Restore the file of the train with `copier update`. What a team may lay over a job of the train on
#     GitLab is in `pipeline.overridable` of `policy.yaml`; jobs of your own have other names.
deny contains lib.finding("pipeline-stages", document, [], text) if {
	some document in train.documents
	some id, stage in train.stages
	{line | some line in lines; line.document.path == document.path; runs(line, id)} == set()
	text := sprintf("no job of the train runs %q", [command(id)])
}

deny contains lib.finding("pipeline-stages", line.document, line.at, text) if {
	some line in lines
	not regex.match(sprintf(`^(%s)$`, [concat("|", allowed)]), line.text)
	text := sprintf("job %q of the train runs more than the stage: %q", [line.job.name, line.text])
}

deny contains lib.finding("pipeline-stages", job.document, array.concat(job.at, [key]), text) if {
	some job in train.jobs
	some key in ["allow_failure", "continue-on-error", "except", "extends", "inherit", "only", "when"]
	job.spec[key] != false
	text := sprintf("%s makes job %q of the train optional", [key, job.name])
}

deny contains lib.finding("pipeline-stages", step.document, array.concat(step.at, [key]), text) if {
	some step in workflows.steps
	train.is_train(step.document)
	step.spec.run
	some key, value in step.spec
	key in ["continue-on-error", "if"]
	[key, value] != ["continue-on-error", false]
	text := sprintf("%s makes a step of %s optional", [key, step.label])
}

deny contains lib.finding("pipeline-stages", job.document, at, text) if {
	some job in train.jobs
	job.document.type == "github-workflow"
	condition := sprintf("%v", [object.get(job.spec, "if", "")])
	not condition in conditions(job.name, train.stages[train.stage_of(job.name)])
	at := array.concat(job.at, ["if" | _ := job.spec["if"]])
	text := sprintf("job %q of the train runs if %q", [job.name, condition])
}

deny contains lib.finding("pipeline-stages", job.document, at, text) if {
	some job in train.jobs
	job.document.type == "gitlab-ci"
	not ends(job)
	stage := train.stages[train.stage_of(job.name)]
	starts := train.needed[object.get(stage, "when", "change")]
	some gap in train.gaps(object.get(job.spec, "rules", []), starts, object.get(stage, "approval", false))
	at := array.concat(job.at, ["rules" | job.spec.rules])
	text := sprintf("job %q of the train %s", [job.name, gap])
}

deny contains lib.finding("pipeline-stages", job.document, at, text) if {
	some job in train.jobs
	job.name == "required"
	needed := {object.get(workflows.mapping(need), "job", need) | some need in gitlab.list(job.spec.needs)}
	missing := {id | some id, _ in train.stages; id != "required"} - {train.stage_of(need) | some need in needed}
	missing != set()
	at := array.concat(job.at, ["needs" | job.spec.needs])
	text := sprintf("the closing job does not wait for %s", [concat(", ", sort(missing))])
}

# It judges nothing, so that it may be manual: GitLab starts it when its environment stops.
ends(job) if {
	endswith(job.name, "-end")
	train.stages[train.stage_of(job.name)].when == "preview"
	job.spec.environment.action == "stop"
}

# The file of the service wins over the one of the train that it includes.
deny contains lib.finding("pipeline-stages", job.document, array.concat(job.at, [key]), text) if {
	some job in gitlab.jobs
	train.laid_over(job)
	some key, _ in job.spec
	not key in data.policy.pipeline.overridable
	text := sprintf("%s is laid over job %q of the train", [key, job.name])
}

lines := array.concat(
	[line | some line in gitlab.lines; train.is_train(line.document)],
	[line |
		some step in workflows.steps
		train.is_train(step.document)
		text := sprintf("%v", [step.spec.run])
		line := {"document": step.document, "at": array.concat(step.at, ["run"]), "text": text, "job": step}
	],
)

allowed := [
	`\./ci [\w "$-]+`,
	`command -v uv >/dev/null \|\| pip install [\w =.-]+`,
	`git fetch --quiet --depth 1 origin "refs/heads/\$CI_DEFAULT_BRANCH"|git checkout --quiet --detach FETCH_HEAD`,
	`command -v [\w.+-]+ >/dev/null \|\| \{ apt-get update -qq && apt-get install [\w .+-]+; \}`,
]

command("required") := "./ci evidence --gate"

command(id) := sprintf("./ci run %s", [id]) if id != "required"

runs(line, id) if {
	train.stage_of(line.job.name) == id
	startswith(concat("", [line.text, " "]), concat("", [command(id), " "]))
}

conditions(job, stage) := {"always()"} if job == "required"

else := {sprintf("needs.%s.outputs.approval == 'needed'", [stage.id])} if endswith(job, "-approval")

else := {"", starts.main, sprintf("${{ !failure() && !cancelled() && %s }}", [starts.main])} if stage.when == "main"

else := {"", starts[object.get(stage, "when", "change")]}

starts := {
	"change": "",
	"main": concat(" && ", [
		"github.event_name == 'push'",
		"github.ref == format('refs/heads/{0}', github.event.repository.default_branch)",
	]),
	"preview": concat(" && ", [
		"github.event_name == 'pull_request'",
		"contains(github.event.pull_request.labels.*.name, 'preview')",
		"github.event.pull_request.head.repo.full_name == github.repository",
	]),
	"nightly": "github.event_name == 'schedule'",
}
