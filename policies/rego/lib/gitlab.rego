# METADATA
# title: GitLab pipelines
# description: |
#   GitLab merges all files of a pipeline into one, so what a job says may stand in several of them,
#   in a job that it extends, or under `default`.
package goldenpath.lib.gitlab

import data.goldenpath.lib

pipelines := lib.of_type("gitlab-ci")

# Top-level mappings that are no jobs. `#` holds the versions behind commits.
keywords := {"#", "cache", "default", "image", "include", "spec", "variables", "workflow"}

# METADATA
# description: Every job, hidden ones and mere overrides included.
jobs := [job |
	some document in pipelines
	some name, spec in document.contents
	not name in keywords
	job := {"document": document, "at": [name], "name": name, "spec": spec}
]

# METADATA
# description: Whatever holds keywords of jobs, as `default` and the top of a file do, too.
holders := array.concat(jobs, [holder |
	some document in pipelines
	some at in [[], ["default"]]
	holder := {"document": document, "at": at, "name": "", "spec": object.get(document.contents, at, {})}
])

# METADATA
# description: |
#   Jobs with work of their own, as far as one can see: an override of a job that lies elsewhere has
#   none, and what a job inherits from elsewhere is unknown.
working := [job |
	some job in jobs
	not startswith(job.name, ".")
	array.concat(said(job, "script"), said(job, "run")) != []
	every name in graph.reachable(parents, {job.name}) {
		every parent in parents[name] {
			by_name[parent]
		}
	}
]

# METADATA
# description: |
#   What is said under a key: by the job itself, else by whatever it extends, else by default.
said(job, key) := own if {
	own := [spec[key] | some spec in by_name[job.name]]
	own != []
}

else := inherited if {
	inherited := [spec[key] | some name in graph.reachable(parents, {job.name}); some spec in by_name[name]]
	inherited != []
}

else := [value | some document in pipelines; value := document.contents["default"][key]]

by_name[name] contains spec if {
	some job in jobs
	name := job.name
	spec := job.spec
}

parents[name] := {parent | some spec in specs; some parent in list(spec.extends)} if {
	some name, specs in by_name
}

# METADATA
# description: GitLab takes one of a thing in the place of a list of them.
list(value) := value if is_array(value)

else := [value]

# METADATA
# description: |
#   Every file that a pipeline or a child pipeline includes. A text is an address or a local path.
includes := [include |
	some place in including
	some index, entry in list(place.value)
	include := {
		"document": place.document,
		"at": array.concat(place.at, [index | is_array(place.value)]),
		"entry": described(entry),
	}
]

including := array.concat(
	[{"document": document, "at": ["include"], "value": document.contents.include} | some document in pipelines],
	[place |
		some job in jobs
		place := {
			"document": job.document,
			"at": array.concat(job.at, ["trigger", "include"]),
			"value": job.spec.trigger.include,
		}
	],
)

described(entry) := entry if is_object(entry)

else := {"remote": entry} if regex.match("^https?://", entry)

else := {"local": entry}

# METADATA
# description: Every line that a job runs; GitLab flattens lists of lists.
lines := [line |
	some job in jobs
	some key in ["before_script", "script", "after_script"]
	walk(job.spec[key], [path, text])
	is_string(text)
	line := {"document": job.document, "at": array.concat(job.at, array.concat([key], path)), "text": text, "job": job}
]

# METADATA
# description: The names of the environments of a job.
environments(job) := {name |
	some value in said(job, "environment")
	name := environment_name(value)
}

environment_name(value) := value if is_string(value)

else := value.name
