# METADATA
# title: Kubernetes objects
package goldenpath.lib.kubernetes

import data.goldenpath.lib

objects := lib.of_type("kubernetes")

# METADATA
# description: |
#   Objects of one API, whatever its version: `Application` means nothing without `argoproj.io`.
of(group, kind) := [document |
	some document in objects
	document.contents.kind == kind
	startswith(document.contents.apiVersion, concat("", [group, "/"]))
]

# METADATA
# description: Objects of a kind that are deployed together with another, to the same namespace.
beside(document, kind) := [objects[index] | some index in together[lib.group(document)][namespace(document)][kind]]

# Whole and once: `beside` is asked about every document.
together := {group: namespaces | some group, namespaces in indexes}

indexes[lib.group(document)][namespace(document)][document.contents.kind] contains index if {
	some index, document in objects
}

# METADATA
# description: Whether two objects can speak of each other by name or label.
same_namespace(one, other) if namespace(one) == namespace(other)

namespace(document) := object.get(document.contents, ["metadata", "namespace"], "default")

# METADATA
# description: |
#   Whether a label selector picks something with these labels. One that cannot be read picks nothing.
selects(selector, labels) if {
	every key, value in object.get(selector, "matchLabels", {}) {
		labels[key] == value
	}
	every expression in object.get(selector, "matchExpressions", []) {
		meets(expression, labels)
	}
}

meets(expression, labels) if {
	expression.operator == "In"
	labels[expression.key] in expression.values
}

meets(expression, labels) if {
	expression.operator == "NotIn"
	not object.get(labels, expression.key, null) in expression.values
}

meets(expression, labels) if {
	expression.operator == "Exists"
	labels[expression.key]
}

meets(expression, labels) if {
	expression.operator == "DoesNotExist"
	not labels[expression.key]
}

# METADATA
# description: An object as people name it, `Deployment/answers`.
name(object) := sprintf("%v/%v", [object.kind, object_name(object)])

object_name(thing) := object.get(thing, ["metadata", "name"], "unnamed")

# METADATA
# description: The last folder of what is deployed together, such as `preview` or `prod`.
environment(document) := folders[count(folders) - 1] if folders := split(lib.group(document), "/")

# METADATA
# description: |
#   A finding within a part of an object (a pod, a container: `document`, `at`, `label`), at what
#   there is of the path.
finding(id, part, path, text) := lib.finding(
	id, part.document,
	existing(part.document.contents, array.concat(part.at, path)),
	concat(" ", [part.label, text]),
)

# METADATA
# description: An object as a part of itself.
part(document) := {
	"document": document,
	"at": [],
	"label": name(document.contents),
	"spec": mapping(object.get(document.contents, "spec", {})),
}

existing(contents, path) := [step |
	some index, step in path
	object.get(contents, array.slice(path, 0, index + 1), null) != null
]

pods_at[index] contains ["spec"] if objects[index].contents.kind == "Pod"

pods_at[index] contains ["template", "spec"] if objects[index].contents.kind == "PodTemplate"

pods_at[index] contains ["spec", "jobTemplate", "spec", "template", "spec"] if {
	objects[index].contents.kind == "CronJob"
}

# Whatever has this form makes pods: a Deployment, a Job, a Rollout, a Knative Service.
pods_at[index] contains ["spec", "template", "spec"] if objects[index].contents.spec.template.spec.containers

pods_at[index] contains ["spec", "jobTargetRef", "template", "spec"] if {
	objects[index].contents.kind == "ScaledJob"
}

# An analysis may run a job.
pods_at[index] contains ["spec", "metrics", metric, "provider", "job", "spec", "template", "spec"] if {
	objects[index].contents.spec.metrics[metric].provider.job.spec.template.spec
}

# METADATA
# description: |
#   Every pod with the document that it is in and the path to it. A Rollout with a workloadRef has
#   none of its own.
pods := [pod |
	some index, places in pods_at
	some at in places
	document := objects[index]
	template := object.get(document.contents, array.slice(at, 0, count(at) - 1), {})
	pod := {
		"document": document,
		"at": at,
		"label": name(document.contents),
		"spec": mapping(object.get(template, "spec", {})),
		"labels": mapping(object.get(template, ["metadata", "labels"], {})),
	}
]

# METADATA
# description: Every container of every pod, init and ephemeral ones included.
containers := [container |
	some pod in pods
	some field in ["containers", "initContainers", "ephemeralContainers"]
	some index, value in pod.spec[field]
	spec := mapping(value)
	container := {
		"document": pod.document,
		"at": array.concat(pod.at, [field, index]),
		"label": sprintf("%s container %v", [pod.label, object.get(spec, "name", index)]),
		"spec": spec,
		"field": field,
		"pod": pod.spec,
	}
]

# What is no mapping protects nothing.
mapping(value) := value if is_object(value)

else := {}

# METADATA
# description: What a container's security context says, or else its pod's; null where neither does.
security(container, path) := value if {
	value := object.get(container.spec, array.concat(["securityContext"], path), null)
	value != null
} else := object.get(container.pod, array.concat(["securityContext"], path), null)

# METADATA
# description: The service account of a pod; `serviceAccount` is its old name.
account(pod) := names[0] if {
	names := [name |
		some field in ["serviceAccountName", "serviceAccount"]
		name := object.get(pod.spec, field, "")
		not name in ["", null]
	]
} else := "default"

# METADATA
# description: Every image that a pod takes, for a container or as a volume, `from` its `reference`.
images := array.concat(
	[image |
		some container in containers
		image := image_of(container, ["image"])
	],
	[image |
		some pod in pods
		some index, volume in pod.spec.volumes
		volume.image
		image := image_of(pod, ["volumes", index, "image", "reference"])
	],
)

image_of(part, path) := object.union(part, {"path": path, "reference": object.get(part.spec, path, "(none)")})
