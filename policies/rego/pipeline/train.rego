package goldenpath.pipeline

import data.goldenpath.lib
import data.goldenpath.lib.gitlab
import data.goldenpath.lib.train
import data.goldenpath.lib.workflows

# METADATA
# title: Every change meets the train
# description: |
#   The stages judge nothing where the pipeline does not call them, calls them for some changes only,
#   or only if a condition holds.
# custom:
#   id: pipeline-train
#   severity: critical
#   remedy: |
#     Restore the caller as `copier update` renders it: `.github/workflows/ci.yml` on `push` and
#     `pull_request` without filters of paths, or the include at the top of `.gitlab-ci.yml`.
deny contains lib.finding("pipeline-train", document, [], text) if {
	some document in lib.of_type("goldenpath")
	train.callers == []
	text := "no pipeline of this service calls the train"
}

deny contains lib.finding("pipeline-train", caller.document, gap.at, gap.text) if {
	every caller in train.callers {
		gaps(caller) != set()
	}
	some caller in train.callers
	some gap in gaps(caller)
}

gaps(caller) := ({gap |
	condition := caller.spec["if"]
	condition != unless_closed
	gap := {"at": array.concat(caller.at, ["if"]), "text": sprintf("the train runs only if %v", [condition])}
} | {gap |
	some event in ["push", "pull_request"]
	not workflows.events(caller.document)[event]
	gap := {"at": ["on"], "text": sprintf("the train does not run on %s", [event])}
}) | {gap |
	some event in ["push", "pull_request"]
	filters := workflows.events(caller.document)[event]
	some filter, values in filters
	narrows(filter, gitlab.list(values), filters)
	gap := {"at": ["on", event, filter], "text": sprintf("the train does not run on every %s", [event])}
} if {
	caller.document.type == "github-workflow"
}

gaps(caller) := {gap |
	caller.entry.rules
	gap := {"at": array.concat(caller.at, ["rules"]), "text": "the train is included under a condition"}
} | {gap |
	some reason in train.gaps(caller.document.contents.workflow.rules, train.needed.change, false)
	gap := {"at": ["workflow", "rules"], "text": sprintf("the pipeline %s", [reason])}
} if {
	caller.document.type == "gitlab-ci"
}

# Who closes a change, or gives it another label than that of a preview, changes nothing to judge.
unless_closed := concat(" && ", [
	"(!github.event.label || github.event.label.name == 'preview')",
	"github.event.pull_request.state != 'closed'",
])

narrows(filter, _, _) if filter in ["paths", "paths-ignore", "branches-ignore"]

narrows("tags", _, filters) if not filters.branches

narrows("branches", patterns, _) if {
	some branch in data.policy.pipeline.branches
	{pattern | some pattern in patterns; pattern in [branch, "*", "**"]} == set()
}

narrows("branches", patterns, _) if {
	some pattern in patterns
	startswith(pattern, "!")
}

narrows("types", types, _) if {
	some type in ["opened", "synchronize", "reopened"]
	not type in types
}
