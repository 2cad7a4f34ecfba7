package goldenpath.pipeline

import data.goldenpath.lib
import data.goldenpath.lib.gitlab
import data.goldenpath.lib.workflows

# METADATA
# title: Images of the pipeline are named by digest
# description: |
#   A tag can be moved, and then another image sees the source, the secrets and the token of the job.
#   What only the forge knows, such as the output of an earlier job, is not judged.
# custom:
#   id: pipeline-images
#   severity: medium
#   remedy: 'Write the image as `name:tag@sha256:...`; `crane digest NAME:TAG` prints the digest.'
deny contains lib.finding("pipeline-images", image.document, image.at, text) if {
	some image in array.concat(github_images, gitlab_images)
	not regex.match(`@sha256:[0-9a-f]{64}$|\$`, image.name)
	text := sprintf("the image %q is not pinned by digest", [image.name])
}

github_images := [image |
	some place in github_places
	image := {"document": place.document, "at": place.at, "name": image_name(place.value, "image")}
]

github_places := array.concat(
	[{"document": job.document, "at": array.concat(job.at, path), "value": value} |
		some job in workflows.jobs
		some path in array.concat([["container"]], [["services", name] | some name, _ in job.spec.services])
		value := object.get(job.spec, path, null)
	],
	[{"document": step.document, "at": array.concat(step.at, ["uses"]), "value": step.spec.uses} |
		some step in workflows.steps
		startswith(step.spec.uses, "docker://")
	],
)

gitlab_images := [image |
	some holder in gitlab.holders
	some place in gitlab_places(holder.spec)
	name := image_name(place.value, "name")
	variables := object.union(global, workflows.mapping(object.get(holder.spec, "variables", {})))
	image := {
		"document": holder.document,
		"at": array.concat(holder.at, place.at),
		"name": expanded(name, variables),
	}
]

# The first one because, compiled, the union of nothing is undefined.
global := object.union_n(array.concat(
	[{}],
	[workflows.mapping(document.contents.variables) | some document in gitlab.pipelines],
))

gitlab_places(spec) := array.concat(
	[{"at": ["image"], "value": value} | value := spec.image],
	[{"at": ["services", index], "value": value} | some index, value in spec.services],
)

image_name(value, _) := value if is_string(value)

image_name(value, key) := value[key]

# With the variables whose values stand in the files of the pipeline.
expanded(name, variables) := strings.replace_n(
	{match[0]: value |
		some match in regex.find_all_string_submatch_n(`\$\{?(\w+)\}?`, name, -1)
		value := variables[match[1]]
	},
	name,
)
