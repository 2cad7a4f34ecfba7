# METADATA
# title: What delivers
package goldenpath.lib.delivery

import data.goldenpath.lib.kubernetes

# METADATA
# description: |
#   Every Application, and every template of one: that of an ApplicationSet (`whole`), and what its
#   generators put in its place. `sources` are numbered as in its `at`.
applications := array.concat(
	[application |
		some document in kubernetes.of("argoproj.io", "Application")
		application := application_of(document, [], document.contents, true)
	],
	[application |
		some document in application_sets
		[path, template] := walk(document.contents)
		path[count(path) - 1] == "template"
		application := application_of(document, path, template, path == ["spec", "template"])
	],
)

application_sets := kubernetes.of("argoproj.io", "ApplicationSet")

application_of(document, at, contents, whole) := {
	"document": document,
	"at": array.concat(at, ["spec"]),
	"label": kubernetes.name(document.contents),
	"spec": object.get(contents, "spec", {}),
	"name": object.get(contents, ["metadata", "name"], ""),
	"whole": whole,
}

# METADATA
# description: The sources of an Application, with the path to each.
sources(application) := array.concat(
	[{"at": ["source"], "spec": application.spec.source} | application.spec.source],
	[{"at": ["sources", index], "spec": spec} | some index, spec in application.spec.sources],
)

# METADATA
# description: Every generator of previews in an ApplicationSet, those within another included.
pull_requests(document) := [{"at": path, "spec": value} |
	[path, value] := walk(document.contents)
	path[count(path) - 1] == "pullRequest"
]

# METADATA
# description: Every metric of an analysis that has conditions; a job and Kayenta judge for themselves.
metrics := [metric |
	some template in analysis_templates
	some index, spec in template.contents.spec.metrics
	not spec.provider.job
	not spec.provider.kayenta
	metric := {
		"document": template,
		"at": ["spec", "metrics", index],
		"label": sprintf("%s metric %v", [kubernetes.name(template.contents), object.get(spec, "name", index)]),
		"spec": spec,
	}
]

analysis_templates := array.concat(
	kubernetes.of("argoproj.io", "AnalysisTemplate"),
	kubernetes.of("argoproj.io", "ClusterAnalysisTemplate"),
)

rollouts := [kubernetes.part(document) | some document in kubernetes.of("argoproj.io", "Rollout")]

# METADATA
# description: Flagger's way of releasing.
canaries := [kubernetes.part(document) | some document in kubernetes.of("flagger.app", "Canary")]
