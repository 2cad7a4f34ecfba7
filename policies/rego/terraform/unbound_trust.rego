package goldenpath.terraform

import data.goldenpath.lib.iam
import data.goldenpath.lib.terraform

# METADATA
# title: A cloud trusts one workflow in one environment
# description: |
#   A role that trusts a whole repository can be taken by any branch of it, one that trusts an issuer by
#   anybody. Bound to the environment, the role asks for the approval of that; bound to the workflow at a
#   released commit, it runs only steps that were reviewed.
# custom:
#   id: terraform-unbound-trust
#   severity: critical
#   remedy: |
#     Ask for the subject with `:environment:NAME` and for `job_workflow_ref` at a version tag or a commit, with no `*`.
#     On GitLab for `environment` or `deployment_tier` and, as no claim there knows an included file, for
#     `ref_protected:true`: the pipeline is then that of a protected branch. What is of the tier `development` runs the
#     pipeline of a change by its nature. On AWS conditions of `AssumeRoleWithWebIdentity`, on Google
#     `attribute_condition`, on Azure the subject or the claims expression. The modules federated-identity-* do all this.
deny contains terraform.finding("terraform-unbound-trust", trust.row, trust.at, text) if {
	some trust in trusts
	of_pipelines(trust.issuer)
	missing := [what | some what in data.policy.terraform.trust_binds; not bound(trust, what)]
	count(missing) > 0
	text := sprintf("trusts pipelines of any %s", [concat(", any ", missing)])
}

of_pipelines(issuer) if {
	some part in data.policy.terraform.pipeline_issuers
	contains(issuer, part)
}

# One of the conditions holds for nothing but what is bound.
bound(trust, what) if {
	some alternatives in trust.conditions
	count(alternatives) > 0
	every text in alternatives {
		binds(text, what)
	}
}

binds(text, _) if regex.match(`^\(*\$\{[^{}]*\}\)*$`, text)

binds(text, what) if {
	not contains(text, "*")
	regex.match(patterns[what], text)
}

says := `(:|["'\]]*\s*(==|in|eq|matches)\s*[\["']+)`

patterns := {
	"repository": concat("", [`(^|\W)(repo|repository|repository_id|project_path|project_id)`, says, `[^:"']`]),
	"environment": concat("", [`(^|\W)(environment|environment_protected|deployment_tier)`, says, `[^:"']`]),
	"workflow": concat("", [
		`(^|\W)((job_workflow_ref|ci_config_ref_uri)`, says,
		`[^"']*@([0-9a-f]{40}|refs/tags/[^:"']*[0-9]+\.[0-9]+\.[0-9]+|[^:"']*\$\{)`,
		`|(ref_protected`, says, `true|deployment_tier`, says, `development)(\W|$))`,
	]),
}

# METADATA
# description: |
#   Who trusts which issuer under which conditions: all of them must hold, each by one of its alternatives.
trusts contains trust if {
	some statement in web_identities
	trust := {
		"row": statement.row,
		"at": array.concat(statement.at, [statement.keys.conditions]),
		"issuer": issuers(statement),
		"conditions": [[claim(condition.variable, value) | some value in condition.values] | some condition in claims(statement)],
	}
}

trusts contains trust if {
	some row in terraform.of("google_iam_workload_identity_pool_provider")
	trust := {
		"row": row,
		"at": ["attribute_condition"],
		"issuer": object.get(terraform.first(row.values, "oidc"), "issuer_uri", ""),
		"conditions": expression(object.get(row.values, "attribute_condition", "")),
	}
}

trusts contains trust if {
	some row in terraform.any_of([
		"azuread_application_federated_identity_credential",
		"azuread_application_flexible_federated_identity_credential",
		"azurerm_federated_identity_credential",
	])
	trust := {
		"row": row,
		"at": [],
		"issuer": object.get(row.values, "issuer", ""),
		"conditions": array.concat(
			[[object.get(row.values, "subject", "")]],
			[[part] | some part in split(object.get(row.values, "claims_matching_expression", ""), " and ")],
		),
	}
}

issuers(statement) := concat(" ", array.concat(
	statement.principals,
	[condition.variable | some condition in statement.conditions],
))

web_identities := [statement |
	some statement in iam.allowed
	some action in statement.actions
	lower(action) in {"sts:*", "sts:assumerolewithwebidentity"}
]

# METADATA
# description: |
#   Conditions that hold only where the token has the claim; a condition with IfExists holds without it, and
#   one of ForAllValues for no values, too.
claims(statement) := [condition |
	some condition in statement.conditions
	exact(condition.test)
]

exact(test) if regex.match(`(?i)^(ForAnyValue:)?String(Equals|Like|EqualsIgnoreCase)$`, test)

exact(test) if terraform.unknown(test)

# METADATA
# description: A subject says what it is about itself, any other claim gets its name before it.
claim(variable, value) := value if endswith(variable, ":sub")

else := "${unknown}" if terraform.unknown(last_part(variable))

else := concat(":", [last_part(variable), value])

# METADATA
# description: Groups of alternatives that are joined by &&, else alternatives of what is joined by &&.
expression(text) := [members(part) | some part in split(text, "&&")] if {
	not contains(text, "||")
}

else := [split(group, "||") | some group in split(text, "&&")] if {
	regex.match(`\([^()]*\|\|[^()]*\)`, text)
	not regex.match(`\)\s*\|\||\|\|\s*\(`, text)
}

else := [split(text, "||")]

# METADATA
# description: Each value of a list is an alternative.
members(text) := [concat(" == ", [parts[0], value]) | some value in split(parts[1], ",")] if {
	parts := split(trim(text, " ()]"), " in [")
	count(parts) == 2
}

else := [text]

# Of what is no pipeline, such as the service account of a cluster.
deny contains terraform.finding("terraform-unbound-trust", statement.row, statement.at, text) if {
	some statement in web_identities
	subjects := [condition | some condition in claims(statement); regex.match(`(:sub|\})$`, condition.variable)]
	count(subjects) == 0
	not of_pipelines(issuers(statement))
	text := "trusts every token of an issuer, it asks for no subject"
}

deny contains terraform.finding("terraform-unbound-trust", statement.row, statement.at, text) if {
	some statement in iam.allowed
	iam.assumes(statement)
	"*" in statement.principals
	count(statement.conditions) == 0
	text := "may be assumed by everybody"
}

deny contains terraform.finding("terraform-unbound-trust", row, ["member"], text) if {
	some row in terraform.changed
	regex.match(`^principalSet://.*/\*$`, row.values.member)
	text := "trusts every identity of a pool"
}

last_part(text) := parts[count(parts) - 1] if parts := split(text, ":")
