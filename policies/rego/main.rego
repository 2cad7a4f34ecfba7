# METADATA
# title: Every rule
# description: The namespace that conftest evaluates unless it is told another one.
package main

deny contains finding if some finding in data.goldenpath.ai.deny

deny contains finding if some finding in data.goldenpath.api.deny

deny contains finding if some finding in data.goldenpath.delivery.deny

deny contains finding if some finding in data.goldenpath.exposure.deny

deny contains finding if some finding in data.goldenpath.image.deny

deny contains finding if some finding in data.goldenpath.pipeline.deny

deny contains finding if some finding in data.goldenpath.terraform.deny

deny contains finding if some finding in data.goldenpath.workload.deny
