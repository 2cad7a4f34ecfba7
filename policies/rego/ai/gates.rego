package goldenpath.ai

import data.goldenpath.lib
import data.goldenpath.lib.kubernetes

# METADATA
# title: Evaluation gates are not weakened
# description: |
#   A change that makes answers worse could also lower the threshold that would tell, drop a gate, or
#   ask fewer cases. What judges is compared with what it was where the change starts.
# custom:
#   id: ai-gates
#   severity: high
#   approvable: true
#   remedy: Put it back, or let a person approve the change.
deny contains lib.finding("ai-gates", document, at, text) if {
	some document in lib.of_type("goldenpath")
	some list, gates in document.base.eval
	some before in gates
	count(successors(document, list, before)) == 0
	at := kubernetes.existing(document.contents, ["eval", list])
	text := sprintf("a demand on %v is gone from [[eval.%s]]", [before.metric, list])
}

deny contains lib.finding("ai-gates", document, ["eval", list, index], text) if {
	some document in lib.of_type("goldenpath")
	some list, gates in document.base.eval
	some before in gates
	after := successors(document, list, before)
	every gate in after {
		count(losses(document, before, gate)) > 0
	}
	some index, gate in after
	text := sprintf("the gate on %v asks for less: %s", [before.metric, concat(", ", sort(losses(document, before, gate)))])
}

deny contains lib.finding("ai-gates", document, at, text) if {
	some document in lib.of_type("goldenpath")
	some dataset in object.get(document.base.eval, "datasets", datasets)
	not dataset in object.get(document.contents, ["eval", "datasets"], datasets)
	at := kubernetes.existing(document.contents, ["eval", "datasets"])
	text := sprintf("the cases of %v are asked no more", [dataset])
}

deny contains lib.finding("ai-gates", document, at, text) if {
	some floor in floors
	some document in lib.of_type(floor.type)
	was := object.get(document.base, floor.path, floor.otherwise)
	now := object.get(document.contents, floor.path, floor.otherwise)
	not reaches(floor, now, was)
	at := kubernetes.existing(document.contents, floor.path)
	text := sprintf("%s fell from %v to %v", [concat(".", floor.path), was, now])
}

deny contains lib.finding("ai-gates", document, at, text) if {
	some document in lib.of_type("dataset")
	some tag in judged_tags
	was := document.base.tags[tag]
	now := object.get(document.contents, ["tags", tag], 0)
	now < was
	at := kubernetes.existing(document.contents, ["tags", tag])
	text := sprintf("the cases with the tag %s, which has a gate, fell from %d to %d", [tag, was, now])
}

datasets := ["evals/golden.jsonl", "evals/redteam.jsonl"]

# What may not fall, with what holds where it is not written.
floors := [
	{"type": "goldenpath", "path": ["eval", "minimum"], "otherwise": 100},
	{"type": "goldenpath", "path": ["eval", "nightly_cases"], "otherwise": 1000},
	{"type": "goldenpath", "path": ["eval", "judge", "agreement"], "otherwise": 0.6},
	{"type": "goldenpath", "path": ["eval", "judge", "votes"], "otherwise": 3},
	{"type": "goldenpath", "path": ["eval", "model", "source"], "otherwise": "stub", "steps": ["stub", "cassette", "provider"]},
	{"type": "policy", "path": ["profile"], "otherwise": "strict", "steps": ["advisory", "standard", "strict"]},
	{"type": "dataset", "path": ["cases"], "otherwise": 0},
]

reaches(floor, now, was) if amount(floor, now) >= amount(floor, was)

amount(floor, value) := value if {
	not floor.steps
	is_number(value)
}

amount(floor, value) := place if {
	some place, step in floor.steps
	step == value
}

judged_tags contains gate.tag if {
	some document in lib.of_type("goldenpath")
	some gate in document.contents.eval.gates
}

# The gates that ask the same of the same cases, by index.
successors(document, list, before) := {index: gate |
	some index, gate in document.contents.eval[list]
	subject(gate) == subject(before)
}

subject(gate) := [
	{demand | some demand, _ in directions; demand in object.keys(gate)},
	[object.get(gate, key, otherwise) | some key, otherwise in aspects],
]

aspects := {"metric": "", "slo": "", "statistic": "mean", "tag": "", "tenant": "", "dataset": ""}

directions := {"min": 1, "win": 1, "max": -1, "drop": -1, "band": -1}

losses(document, before, gate) := {loss |
	was := strengths(document.base.eval, before)
	now := strengths(document.base.eval, gate)
	some key, strength in was
	not object.get(now, key, null) >= strength
	loss := sprintf("%s %v instead of %v", [key, object.get(gate, key, "unset"), object.get(before, key, "unset")])
}

# What a gate asks for, in numbers of which the greater is the stricter.
strengths(base, gate) := object.union_n([
	{demand: strength | some demand, direction in directions; strength := gate[demand] * direction},
	{"tier": place | some place, tier in tiers; tier == object.get(gate, "tier", "block")},
	{"advisory_until": distance | distance := 0 - to_number(replace(object.get(gate, "advisory_until", "0"), "-", ""))},
	{"minimum": object.get(gate, "minimum", least(base, gate))},
])

tiers := ["info", "warn", "approve", "block"]

# How many cases a gate needs that does not say so.
least(base, gate) := min([20, minimum(base)]) if {
	some narrower in ["tag", "tenant"]
	narrower in object.keys(gate)
} else := minimum(base)

minimum(base) := object.get(base, "minimum", 100)
