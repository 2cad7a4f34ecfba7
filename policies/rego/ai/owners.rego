package goldenpath.ai

import data.goldenpath.lib
import data.goldenpath.lib.codeowners

# METADATA
# title: What decides answers has an owner
# description: |
#   A prompt, a dataset, a flag or a limit changes what users get as much as code does. CODEOWNERS
#   makes the forge ask somebody before such a change is merged; a file that it leaves out is changed
#   unseen.
# custom:
#   id: ai-owners
#   severity: high
#   remedy: >-
#     Give the path an owner in CODEOWNERS, behind the lines that take it away: the last one that
#     matches decides.
deny contains lib.finding("ai-owners", document, at, text) if {
	some document in lib.of_type("codeowners")
	rules := codeowners.rules(document)
	folder := object.get(document.contents, "folder", "")
	some reviewed in data.policy.ai.reviewed
	unowned := [[file, deciding] |
		some file in document.contents.files
		within(file, reviewed)
		deciding := codeowners.deciding(rules, concat("", [folder, file]))
		every index in deciding {
			count(rules[index].owners) == 0
		}
	]
	[file, deciding] := unowned[0]
	at := array.concat(["rules"], array.slice(deciding, 0, 1))
	text := sprintf("nobody owns %s", [file])
}

within(file, reviewed) if {
	endswith(reviewed, "/")
	startswith(file, reviewed)
}

within(file, reviewed) if file == reviewed
