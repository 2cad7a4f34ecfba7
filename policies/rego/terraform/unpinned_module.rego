package goldenpath.terraform

import data.goldenpath.lib
import data.goldenpath.lib.terraform

# METADATA
# title: Modules are pinned
# description: |
#   A branch moves and a range of versions resolves anew: what was reviewed is then not what is applied.
# custom:
#   id: terraform-unpinned-module
#   severity: high
#   remedy: |
#     Git: `?ref=` with a commit or a version tag. Registry: `version = "1.2.3"`. Archives: `?checksum=sha256:...`.
deny contains lib.finding("terraform-unpinned-module", document, ["modules", index], text) if {
	some document in terraform.documents
	some index, module in document.contents.modules
	source := object.get(module, "source", "")
	not regex.match(`^\.\.?(/|$)`, source)
	not pinned(source, module)
	text := sprintf("module %v comes from %q, which is not pinned", [module.name, source])
}

pinned(source, _) if regex.match(`[?&]ref=([0-9a-f]{40}|([^&]*[/_-])?v?[0-9]+\.[0-9]+\.[0-9]+[^/&]*)(&|$)`, source)

pinned(source, _) if regex.match(`[?&]checksum=(sha(256|512):)?[0-9a-f]{64,128}(&|$)`, source)

# An address of the registry has neither a scheme nor a query.
pinned(source, module) if {
	regex.match(`^([\w.-]+/)?[\w-]+/[\w-]+/[\w-]+(//[^?]*)?$`, source)
	regex.match(`^\s*=?\s*v?[0-9]+\.[0-9]+\.[0-9]+[\w.+-]*\s*$`, module.version)
}
