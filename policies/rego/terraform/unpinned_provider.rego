package goldenpath.terraform

import data.goldenpath.lib
import data.goldenpath.lib.terraform

# METADATA
# title: Providers have a version
# description: |
#   Without one, `terraform init` takes whatever is newest, and a new major version may change or replace
#   what exists.
# custom:
#   id: terraform-unpinned-provider
#   severity: medium
#   remedy: Name the provider with a version in `required_providers`, such as `version = "~> 6.4"`.
deny contains lib.finding("terraform-unpinned-provider", document, ["providers", index], text) if {
	some document in terraform.documents
	some index, provider in document.contents.providers
	object.get(provider, "version", "") == ""
	text := sprintf("provider %s has no version", [provider.name])
}
