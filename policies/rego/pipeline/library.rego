package goldenpath.pipeline

import data.goldenpath.lib
import data.goldenpath.lib.gitlab
import data.goldenpath.lib.train
import data.goldenpath.lib.workflows

# METADATA
# title: The library is the commit of a release
# description: |
#   The train judges the service, so whoever can move it can pass anything. A commit says which train
#   it was; the version behind it says that it was released, and lets a bot propose the next one.
# custom:
#   id: pipeline-library
#   severity: high
#   remedy: |
#     Let `copier update` or the bot write the line: all 40 digits of a release's commit, then
#     `# v` and its version.
deny contains lib.finding("pipeline-library", user.document, at, text) if {
	some user in array.concat(workflows.steps, workflows.jobs)
	train.is_library(user.spec.uses)
	not released(user.document, user.spec.uses)
	at := array.concat(user.at, ["uses"])
	text := sprintf("%s is not the commit of a release", [user.spec.uses])
}

deny contains lib.finding("pipeline-library", include.document, include.at, text) if {
	some include in gitlab.includes
	train.includes_library(include.entry)
	reference := object.get(include.entry, "ref", object.get(include.entry, "remote", ""))
	not released(include.document, reference)
	text := sprintf("the library at %q is not the commit of a release", [reference])
}

deny contains lib.finding("pipeline-library", document, at, text) if {
	some document in array.concat(workflows.workflows, gitlab.pipelines)
	walk(document.contents, [at, value])
	at[count(at) - 1] == "GOLDENPATH_SOURCE"
	value != "${{ vars.GOLDENPATH_SOURCE }}" # a setting of the repository, which its owners see
	text := sprintf("the stages come from %v, whatever the train's commit says", [value])
}

released(document, reference) if {
	some commit in regex.find_all_string_submatch_n(`(?:^|[@/])([0-9a-f]{40})(?:/|$)`, reference, 1)
	regex.match(`^v?\d+\.\d+\.\d+$`, document.contents["#"][commit[1]])
}
