# METADATA
# title: GitHub workflows and actions
package goldenpath.lib.workflows

import data.goldenpath.lib

workflows := lib.of_type("github-workflow")

actions := lib.of_type("github-action")

# METADATA
# description: Every job of every workflow; one that is no mapping has an empty `spec`.
jobs := [job |
	some document in workflows
	some name, spec in document.contents.jobs
	job := {"document": document, "at": ["jobs", name], "name": name, "spec": mapping(spec)}
]

# METADATA
# description: Jobs that run steps; a job with `uses` calls a workflow instead.
working := [job | some job in jobs; not job.spec.uses]

calling := [job | some job in jobs; job.spec.uses]

# METADATA
# description: |
#   Every step of every job and of every composite action; `job` is its job, empty in an action.
steps := array.concat(
	[step |
		some job in jobs
		some index, spec in job.spec.steps
		step := {
			"document": job.document,
			"at": array.concat(job.at, ["steps", index]),
			"spec": mapping(spec),
			"job": job.spec,
			"label": sprintf("job %q", [job.name]),
			"name": job.name,
		}
	],
	[step |
		some document in actions
		some index, spec in document.contents.runs.steps
		step := {
			"document": document,
			"at": ["runs", "steps", index],
			"spec": mapping(spec),
			"job": {},
			"label": "the action",
		}
	],
)

mapping(value) := value if is_object(value)

else := {}

# METADATA
# description: The events that start a workflow, each with its filters.
events(document) := {document.contents.on: {}} if is_string(document.contents.on)

else := {event: {} | some event in document.contents.on} if is_array(document.contents.on)

else := {event: mapping(filters) | some event, filters in document.contents.on}

# METADATA
# description: What stands between `${{` and `}}`, with `a['b']` written as `a.b`, in small letters.
expressions(text) := {expression |
	some match in regex.find_all_string_submatch_n(`(?s)\$\{\{(.*?)\}\}`, text, -1)
	expression := lower(replace(replace(match[1], "['", "."), "']", ""))
}

# METADATA
# description: The name of the environment of a job, empty where it has none.
environment(spec) := spec.environment if is_string(spec.environment)

else := spec.environment.name if is_string(spec.environment.name)

else := ""
