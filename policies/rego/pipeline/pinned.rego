package goldenpath.pipeline

import data.goldenpath.lib
import data.goldenpath.lib.gitlab
import data.goldenpath.lib.train
import data.goldenpath.lib.workflows

# METADATA
# title: Actions, workflows and includes are named by commit
# description: |
#   A tag or a branch of someone else's repository can be moved to other code, which then runs with
#   the secrets and the token of the pipeline.
# custom:
#   id: pipeline-pinned
#   severity: high
#   remedy: |
#     Write all 40 digits of the commit, with the version as a comment behind it, and let a bot
#     update both. A `remote` file of GitLab needs the commit in its address or an `integrity`.
deny contains lib.finding("pipeline-pinned", user.document, at, text) if {
	some user in array.concat(workflows.steps, workflows.jobs)
	uses := user.spec.uses
	not train.is_local(uses)
	not train.is_library(uses) # pipeline-library judges it
	not startswith(uses, "docker://") # pipeline-images judges it
	not regex.match(`^[^@]+@[0-9a-f]{40}$`, uses)
	at := array.concat(user.at, ["uses"])
	text := sprintf("%v is not pinned to a commit", [uses])
}

deny contains lib.finding("pipeline-pinned", include.document, include.at, text) if {
	some include in gitlab.includes
	not train.includes_library(include.entry)
	some reason in unpinned(include.entry)
	text := sprintf("the pipeline includes %s", [reason])
}

unpinned(entry) := ({reason |
	not regex.match(`^([0-9a-f]{40}|\$\{?CI_COMMIT_SHA\}?)$`, object.get(entry, "ref", ""))
	reason := sprintf("project %v, but no commit of it", [entry.project])
} | {reason |
	not regex.match(`@([0-9a-f]{40}|\$\{?CI_COMMIT_SHA\}?)$`, entry.component)
	reason := sprintf("%v, which is not pinned to a commit", [entry.component])
}) | {reason |
	not regex.match(`[/=][0-9a-f]{40}([/&]|$)`, entry.remote)
	not startswith(object.get(entry, "integrity", ""), "sha256-")
	reason := sprintf("%v, which may be another file tomorrow", [entry.remote])
}
