"""Terraform as the rules see it, the same from a plan and from sources.

The contents of a document are

- `resources`: rows of `address`, `type` and `values`. Nested blocks are lists; what is not known is
  the text of its expression, `${...}`; JSON text, such as a policy, is the data that it says.
  `refers` holds the resources that an argument names. A data source has `mode` "data", a resource
  that a plan leaves as it is has `unchanged`; `declared` is the address without indexes.
- `modules`: rows of `name`, `source` and `version`.
- `providers`: rows of `name` and `version`.
- `defaults`: the tags or labels that a provider puts on each resource, by name of the provider.
"""
