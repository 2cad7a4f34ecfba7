package goldenpath.pipeline

import data.goldenpath.lib
import data.goldenpath.lib.workflows

# METADATA
# title: Secrets are handed on by name
# description: |
#   Whoever gets all secrets gets those, too, that are added next year for something else.
# custom:
#   id: pipeline-secrets
#   severity: high
#   remedy: 'Name each secret that is needed: `NAME: ${{ secrets.NAME }}` under `secrets` or `env`.'
deny contains lib.finding("pipeline-secrets", job.document, at, text) if {
	some job in workflows.jobs
	job.spec.secrets == "inherit"
	at := array.concat(job.at, ["secrets"])
	text := sprintf("job %q hands on all secrets", [job.name])
}

deny contains lib.finding("pipeline-secrets", document, at, text) if {
	some document in array.concat(workflows.workflows, workflows.actions)
	walk(document.contents, [at, value])
	regex.match(`(?i)\$\{\{[^}]*\btojson\(\s*secrets\s*\)`, value)
	text := "an expression reads all secrets"
}
