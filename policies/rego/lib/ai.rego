# METADATA
# title: What a service tells of the models that it asks
package goldenpath.lib.ai

import data.goldenpath.lib
import data.goldenpath.lib.kubernetes

# METADATA
# description: Whether a text is one of these; an asterisk stands for any text.
fits(globs, text) if {
	some glob in globs
	regex.match(concat("", [`^\Q`, replace(glob, "*", `\E.*\Q`), `\E$`]), text)
}

# METADATA
# description: |
#   Environment variables by what `ai.variables` says that they mean. The value is null where it
#   stands in nothing that we see; an empty one is not set.
variables := {meaning: rows | some meaning, rows in understood}

understood[meaning] contains variable if {
	some [meaning, variable] in written
	not variable.value in {"", null}
}

understood[meaning] contains variable if {
	some [meaning, variable, reference] in referred
	count(sources(variable, reference)) == 0
}

understood[meaning] contains source if {
	some [meaning, variable, reference] in referred
	some source in sources(variable, reference)
	not source.value in {"", null}
}

meanings := data.policy.ai.variables

# METADATA
# description: Whether a variable or a model is one of what runs, rather than of a gate.
ships(thing) if thing.document.type != "goldenpath"

written contains [meanings[name], variable_of(document, ["data", name], name, value)] if {
	some document in kubernetes.objects
	document.contents.kind == "ConfigMap"
	some name, value in document.contents.data
}

written contains [meanings[name], variable_of(document, ["instructions", index], name, value)] if {
	some document in lib.of_type("dockerfile")
	some index, instruction in document.contents.instructions
	instruction.name == "ENV"
	some argument in instruction.arguments
	parts := split(argument, "=")
	name := parts[0]
	value := concat("=", array.slice(parts, 1, count(parts)))
}

written contains [meanings[name], variable_of(document, [table, "env", name], name, value)] if {
	some document in lib.of_type("goldenpath")
	some table, settings in document.contents
	some name, value in settings.env
}

written contains [entry.meaning, variable_of(entry.document, at, entry.name, entry.spec.value)] if {
	some entry in entries
	at := array.concat(entry.at, ["value"])
}

referred contains [entry.meaning, variable_of(entry.document, entry.at, entry.name, null), entry.spec.valueFrom] if {
	some entry in entries
}

# Where a reference leads to.
sources(variable, reference) := [source |
	key := reference.configMapKeyRef.key
	some index in maps[variable.document.group][reference.configMapKeyRef.name]
	map := kubernetes.objects[index]
	source := variable_of(map, ["data", key], variable.name, map.contents.data[key])
]

# Whole and once: it is asked about every reference.
maps := {group: names | some group, names in indexes}

indexes[lib.group(document)][document.contents.metadata.name] contains index if {
	some index, document in kubernetes.objects
	document.contents.kind == "ConfigMap"
}

entries := [entry |
	some container in kubernetes.containers
	some index, spec in container.spec.env
	entry := {
		"document": container.document,
		"at": array.concat(container.at, ["env", index]),
		"name": spec.name,
		"meaning": meanings[spec.name],
		"spec": spec,
	}
]

variable_of(document, at, name, value) := {
	"document": object.union(without_contents(document), {"group": lib.group(document)}),
	"at": at,
	"name": name,
	"value": value,
}

# METADATA
# description: |
#   Every model that is named, and where; the name is null where it cannot be read. One in a prompt has
#   an owner.
models contains {"document": variable.document, "at": variable.at, "name": variable.value} if {
	some variable in variables.model
}

models contains object.union(model_of(document, at, name), {"owner": owner}) if {
	some document in lib.of_type("prompt")
	owner := object.get(document.contents, ["metadata", "owner"], "nobody")
	some at in [
		["model"],
		["model", "id"],
		["model", "configuration", "azure_deployment"],
		["model", "configuration", "name"],
	]
	name := object.get(document.contents, at, null)
	not is_object(name)
	name != null
}

models contains model_of(document, ["flags", flag, "variants", variant], name) if {
	some document in lib.of_type("flags")
	some flag, settings in document.contents.flags
	names_models(settings.metadata)
	some variant, name in settings.variants
}

models contains model_of(document, ["eval", "models", index], name) if {
	some document in lib.of_type("goldenpath")
	some index, name in document.contents.eval.models
}

models contains model_of(document, ["eval", role, "model"], name) if {
	some document in lib.of_type("goldenpath")
	some role, settings in document.contents.eval
	name := settings.model
}

model_of(document, at, name) := {"document": without_contents(document), "at": at, "name": name}

# What stands in a set is compared as a whole.
without_contents(document) := object.filter(document, {"id", "type", "path", "group"})

names_models(metadata) if metadata.kind == "model"

names_models(metadata) if metadata.model == true

# METADATA
# description: What says that something is switched off; whoever cannot be understood says nothing.
off(value) if lower(trim_space(value)) in {"0", "false", "no", "off", "none", "no_content", "disabled"}
