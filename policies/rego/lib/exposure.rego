# METADATA
# title: What answers requests from outside
# description: |
#   An endpoint is an Ingress, or one rule of a route at one of its gateways. What protects it may stand
#   in the endpoint itself, in its gateway, or in an object that is attached to either: the policy data
#   `exposure.controls` says how each kind of object says so.
package goldenpath.lib.exposure

import data.goldenpath.lib
import data.goldenpath.lib.kubernetes
import data.goldenpath.lib.routes

# METADATA
# description: Endpoints that are not known to be internal. What is unknown is public.
public := [endpoint |
	some endpoint in array.concat(ingresses, served)
	not has(endpoint, "internal")
]

ingresses := [endpoint |
	some index, document in kubernetes.objects
	document.contents.kind == "Ingress"
	endpoint := object.union(kubernetes.part(document), {
		"given": given("classes", ingress_class(document.contents)),
		"speakers": ({index} | referenced(document)),
	})
]

served := [object.union(serving, {"given": given_at(serving.parent), "speakers": speakers}) |
	some serving in routes.servings
	speakers := ((serving.own | serving.parent.shipped) | routes.attached(serving)) | referenced(serving.document)
]

# METADATA
# description: Listeners of gateways that are not known to be internal.
listeners := [listener |
	some listener in routes.listeners
	gateway := {"given": given_at(listener.gateway), "speakers": listener.gateway.shipped}
	not has(gateway, "internal")
]

given_at(gateway) := (given("gateways", gateway.name) | given("gateways", gateway.path)) | {control |
	some index in gateway.shipped
	some control in given("classes", kubernetes.objects[index].contents.spec.gatewayClassName)
}

# METADATA
# description: Whether an endpoint is, or has, a control.
has(endpoint, control) if control in endpoint.given

has(endpoint, control) if {
	some index in endpoint.speakers
	control in said[index]
}

# METADATA
# description: What each object says of the endpoints that it is or speaks for.
said := {index: controls |
	some index, document in kubernetes.objects
	controls := {control |
		some control, kinds in data.policy.exposure.controls
		some patterns in kinds[document.contents.kind]
		matched(document.contents, patterns)
	}
}

matched(contents, patterns) if {
	every key, pattern in patterns {
		every text in texts(contents, key) {
			regex.match(pattern, text)
		}
	}
}

# A value that is not there is the empty text.
texts(contents, key) := found if {
	found := values(contents, key)
	count(found) > 0
} else := {""}

values(contents, key) := {text(annotation) | annotation := annotations(contents)[key]} if contains(key, "/")

values(contents, key) := {text(value) |
	known := split(split(key, ".*")[0], ".")
	steps := array.slice(split(key, "."), count(known), 99)
	within := object.get(contents, known, null)
	within != null
	walk(within, [path, value])
	every index, step in steps {
		step in {"*", path[index]}
	}
} if {
	not contains(key, "/")
}

text(value) := value if is_string(value)

# From a million on a number would be written as 1e+06; far more than that stops the embedded engine.
else := format_int(value, 10) if abs(value) < 1000000000

else := json.marshal(value)

annotations(contents) := object.union(
	kubernetes.mapping(object.get(contents, ["spec", "infrastructure", "annotations"], {})),
	kubernetes.mapping(object.get(contents, ["metadata", "annotations"], {})),
)

# METADATA
# description: What the platform's class or gateway of that name gives to everything behind it.
given(kind, name) := {control | some control in data.policy.exposure[kind][name]}

ingress_class(contents) := object.get(contents, ["spec", "ingressClassName"], legacy) if {
	legacy := object.get(annotations(contents), "kubernetes.io/ingress.class", "")
}

# Objects that an annotation names, such as the middlewares of a router.
referenced(document) := {index |
	some key, kinds in data.policy.exposure.references
	some name in split(annotations(document.contents)[key], ",")
	some kind in kinds
	some index in kubernetes.together[lib.group(document)][_][kind]
	names(document, trim_space(name), kubernetes.objects[index])
}

names(document, name, object) if {
	kubernetes.same_namespace(document, object)
	name == kubernetes.object_name(object.contents)
}

names(_, name, object) if {
	called := [kubernetes.namespace(object), kubernetes.object_name(object.contents)]
	name == sprintf("%v-%v@kubernetescrd", called)
}

# METADATA
# description: |
#   Every host that a public Ingress answers for; a rule without a host and a default backend answer
#   for any, whose name is empty.
hosts := [host |
	some endpoint in public
	endpoint.document.contents.kind == "Ingress"
	some [at, name] in array.concat(rule_hosts(endpoint.document.contents), default_hosts(endpoint.document.contents))
	host := object.union(endpoint, {"endpoint": endpoint, "at": at, "name": name})
]

rule_hosts(contents) := [[array.concat(["spec", "rules", index], at), name] |
	some index, rule in routes.list(object.get(contents, ["spec", "rules"], []))
	name := object.get(kubernetes.mapping(rule), "host", "")
	at := [step | step := "host"; name != ""]
]

default_hosts(contents) := [[["spec", "defaultBackend"], ""] | contents.spec.defaultBackend]

# METADATA
# description: Whether a host is the written one, or below one such as `*.example.com`.
matches(pattern, host) if pattern == host

matches(pattern, host) if {
	startswith(pattern, "*.")
	endswith(host, trim_prefix(pattern, "*"))
}

# METADATA
# description: |
#   Every rule of every NetworkPolicy in a direction (`ingress` and `from`, `egress` and `to`).
network_rules(direction, peers) := [rule |
	some document in kubernetes.of("networking.k8s.io", "NetworkPolicy")
	some index, value in routes.list(object.get(document.contents, ["spec", direction], []))
	spec := kubernetes.mapping(value)
	rule := object.union(kubernetes.part(document), {
		"at": ["spec", direction, index],
		"peers": routes.list(object.get(spec, peers, [])),
		"ports": routes.list(object.get(spec, "ports", [])),
	})
]
