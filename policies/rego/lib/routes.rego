# METADATA
# title: Routes and gateways of the Gateway API
package goldenpath.lib.routes

import data.goldenpath.lib
import data.goldenpath.lib.kubernetes

# METADATA
# description: |
#   Every rule of every route that hands requests on, at each gateway that the route names: `own` is
#   the index of the route, `parent` the gateway. A rule that only redirects serves nothing.
servings := [use | some use in uses; not redirects(use.rule)]

uses := [use |
	some index, document in kubernetes.objects
	document.contents.kind in {"HTTPRoute", "GRPCRoute"}
	some parent in parents(document)
	some rule in list(object.get(document.contents, ["spec", "rules"], []))
	use := object.union(kubernetes.part(document), {"own": {index}, "parent": parent, "rule": rule})
]

# METADATA
# description: The gateways that a route names. A mesh takes requests from inside only.
parents(route) := [object.union(parent, gateway(lib.group(route), namespace, object.get(reference, "name", ""))) |
	some index, value in list(object.get(route.contents, ["spec", "parentRefs"], []))
	reference := kubernetes.mapping(value)
	not object.get(reference, "kind", "Gateway") in {"Service", "ServiceEntry"}
	namespace := object.get(reference, "namespace", kubernetes.namespace(route))
	parent := {
		"at": ["spec", "parentRefs", index],
		"section": object.get(reference, "sectionName", ""),
		"port": object.get(reference, "port", 0),
	}
]

# METADATA
# description: A gateway by its names, with the indexes of what is shipped under them.
gateway(group, namespace, name) := {
	"name": name,
	"namespace": namespace,
	"path": sprintf("%v/%v", [namespace, name]),
	"shipped": {index |
		some index in kubernetes.together[group][namespace].Gateway
		object := kubernetes.objects[index]
		startswith(object.contents.apiVersion, "gateway.networking.k8s.io/")
		kubernetes.object_name(object.contents) == name
	},
}

# METADATA
# description: Every listener of every gateway that is shipped.
listeners := [listener |
	some document in kubernetes.of("gateway.networking.k8s.io", "Gateway")
	namespace := kubernetes.namespace(document)
	gateway_ := gateway(lib.group(document), namespace, kubernetes.object_name(document.contents))
	some index, value in list(object.get(document.contents, ["spec", "listeners"], []))
	spec := kubernetes.mapping(value)
	listener := {
		"document": document,
		"at": ["spec", "listeners", index],
		"label": sprintf("%v listener %v", [kubernetes.name(document.contents), object.get(spec, "name", index)]),
		"gateway": gateway_,
		"spec": spec,
	}
]

# METADATA
# description: Whether all that comes in through a listener is sent elsewhere.
only_redirects(listener) if {
	taken := [use |
		some index in listener.gateway.shipped
		some number in arriving[index]
		use := uses[number]
		use.parent.section in {"", object.get(listener.spec, "name", "")}
		use.parent.port in {0, object.get(listener.spec, "port", 0)}
	]
	count(taken) > 0
	every use in taken {
		redirects(use.rule)
	}
}

# What arrives at each gateway that is shipped, whole and once.
arriving := {index: numbers | some index, numbers in arrivals}

arrivals[index] contains number if {
	some number, use in uses
	some index in use.parent.shipped
}

redirects(rule) if {
	some filter in rule.filters
	filter.type == "RequestRedirect"
}

# METADATA
# description: A list as it is; what should be one and is not counts as one item that says nothing.
list(value) := value if is_array(value)

else := [] if value == null

else := [{}]

# METADATA
# description: |
#   Indexes of the objects that are attached to a serving by a target reference or by a filter. Of two
#   objects of one kind the nearer one counts alone, unless it says how it merges.
attached(serving) := {index | some [level, index] in targeting(serving); not overridden(serving, level, index)} | extensions(serving)

targeting(serving) := {[level, attachment.index] |
	some level, place in places(serving)
	some attachment in attachments[place.target]
	attachment.section == place.section
}

overridden(serving, level, index) if {
	some [nearer, other] in targeting(serving)
	nearer > level
	kubernetes.objects[other].contents.kind == kubernetes.objects[index].contents.kind
	not kubernetes.objects[other].contents.spec.mergeType
}

# From far to near.
places(serving) := [
	{"target": gateway, "section": ""},
	{"target": gateway, "section": serving.parent.section},
	{"target": route, "section": ""},
	{"target": route, "section": object.get(serving.rule, "name", "")},
] if {
	group := lib.group(serving.document)
	contents := serving.document.contents
	gateway := [group, serving.parent.namespace, "Gateway", serving.parent.name]
	route := [group, kubernetes.namespace(serving.document), contents.kind, kubernetes.object_name(contents)]
}

# METADATA
# description: What is attached to an object, by its group, namespace, kind and name.
attachments := {target: found | some target, found in attached_to}

attached_to[target] contains {"index": index, "section": object.get(reference, "sectionName", "")} if {
	some index, document in kubernetes.objects
	some value in array.concat(
		list(object.get(document.contents, ["spec", "targetRefs"], [])),
		[object.get(document.contents, ["spec", "targetRef"], {})],
	)
	reference := kubernetes.mapping(value)
	target := [lib.group(document), kubernetes.namespace(document), reference.kind, reference.name]
}

attached_to[target] contains {"index": index, "section": ""} if {
	some index, document in kubernetes.objects
	some selector in document.contents.spec.targetSelectors
	some other in kubernetes.beside(document, selector.kind)
	kubernetes.selects(selector, object.get(other.contents, ["metadata", "labels"], {}))
	target := [lib.group(document), kubernetes.namespace(document), selector.kind, kubernetes.object_name(other.contents)]
}

extensions(serving) := {index |
	some filter in serving.rule.filters
	namespace := kubernetes.namespace(serving.document)
	some index in kubernetes.together[lib.group(serving.document)][namespace][filter.extensionRef.kind]
	kubernetes.object_name(kubernetes.objects[index].contents) == filter.extensionRef.name
}
