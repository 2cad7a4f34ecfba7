package goldenpath.workload

import data.goldenpath.lib.kubernetes

# METADATA
# title: Images come from registries that are allowed
# description: |
#   An image from anywhere is code from anyone. The allow-list names the places where images are
#   scanned, signed and kept.
# custom:
#   id: workload-registry
#   severity: high
#   remedy: |
#     Copy the image to a registry of yours, or add its place to `workload.registries` in
#     `policy.yaml`: a registry, or a path in one.
deny contains kubernetes.finding("workload-registry", image, image.path, text) if {
	some image in kubernetes.images
	not registry_allowed(image.reference)
	text := sprintf("takes the image %v, whose registry is not on the allow-list", [image.reference])
}

# A slash on both sides: `ghcr.io/acme` is not the beginning of `ghcr.io/acmeevil`.
registry_allowed(reference) if {
	some registry in data.policy.workload.registries
	startswith(concat("", [full_name(untagged(reference)), "/"]), concat("", [registry, "/"]))
}

# A colon in the first part may be that of a port.
untagged(reference) := regex.find_all_string_submatch_n(`([^/@]*/)?[^:@]*`, reference, 1)[0][0]

full_name(name) := name if regex.match(`^(localhost|[^/]*[.:][^/]*)/`, name)

else := concat("/", ["docker.io", name]) if contains(name, "/")

else := concat("/", ["docker.io/library", name])
