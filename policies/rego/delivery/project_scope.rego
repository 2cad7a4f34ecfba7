package goldenpath.delivery

import data.goldenpath.lib.kubernetes

# METADATA
# title: A project allows only what it names
# description: |
#   A wildcard makes of the project another `default`: any repository, any cluster, any namespace.
# custom:
#   id: delivery-project-scope
#   severity: high
#   remedy: |
#     List the repositories (host and owner written out, `https://github.com/acme/*`), the clusters,
#     the namespaces (`answers-*`) and the cluster-wide kinds that the service needs.
deny contains kubernetes.finding("delivery-project-scope", kubernetes.part(project), at, text) if {
	some project in kubernetes.of("argoproj.io", "AppProject")
	some index, repository in project.contents.spec.sourceRepos
	regex.match(`[*?\[{]`, repository)
	not regex.match(`^!|^([a-z+]+://)?[^/*?\[{]+[/:][^/*?\[{]+/`, repository)
	at := ["spec", "sourceRepos", index]
	text := sprintf("allows every repository of %s", [repository])
}

deny contains kubernetes.finding("delivery-project-scope", kubernetes.part(project), at, text) if {
	some project in kubernetes.of("argoproj.io", "AppProject")
	some index, destination in project.contents.spec.destinations
	some field, value in destination
	is_wildcard(value)
	at := ["spec", "destinations", index, field]
	text := sprintf("allows every %s as destination", [field])
}

deny contains kubernetes.finding("delivery-project-scope", kubernetes.part(project), at, text) if {
	some project in kubernetes.of("argoproj.io", "AppProject")
	some index, allowed in project.contents.spec.clusterResourceWhitelist
	is_wildcard(allowed.kind)
	at := ["spec", "clusterResourceWhitelist", index]
	text := sprintf("allows every cluster-wide kind of the group %v", [object.get(allowed, "group", "")])
}

deny contains kubernetes.finding("delivery-project-scope", kubernetes.part(project), at, text) if {
	some project in kubernetes.of("argoproj.io", "AppProject")
	some index, namespace in project.contents.spec.sourceNamespaces
	is_wildcard(namespace)
	at := ["spec", "sourceNamespaces", index]
	text := "takes Applications from every namespace"
}

is_wildcard(text) if regex.match(`^\*+$`, text)
