# METADATA
# title: Who owns a file
# description: |
#   What GitHub and GitLab read alike: the last rule that matches decides, and one without owners
#   takes the file away from those before. In GitLab each section decides for itself.
package goldenpath.lib.codeowners

# METADATA
# description: The rules in their order, each with a regular expression for its pattern.
rules(document) := [rule |
	some row in document.contents.rules
	rule := {
		"expression": expression(row.pattern),
		"owners": row.owners,
		"section": object.get(row, "section", ""),
	}
]

# METADATA
# description: What decides on a path, of each section the last rule that matches it, by index.
deciding(rules, path) := [last |
	some section in sort({rule.section | some rule in rules})
	last := max([index |
		some index, rule in rules
		rule.section == section
		regex.match(rule.expression, path)
	])
]

# A slash that does not end a pattern ties it to the root; what it names is a file, or a folder
# with all within, except that `docs/*` means files only.
expression(pattern) := concat("", ["^", start(pattern), quoted(trim_prefix(pattern, "/")), end(pattern), "$"])

start(pattern) := "" if {
	contains(trim_suffix(pattern, "/"), "/")
} else := "(.*/)?"

end(pattern) := ".*" if {
	endswith(pattern, "/")
} else := "" if {
	endswith(pattern, "/*")
} else := "(/.*)?"

# Not by strings.replace_n, which replaces again within what it put in where the rules are compiled.
quoted(pattern) := concat("", [`\Q`, whole, `\E`]) if {
	marked := replace(replace(pattern, "**/", "\u0001"), "**", "\u0002")
	names := replace(replace(marked, "?", `\E[^/]\Q`), "*", `\E[^/]*\Q`)
	whole := replace(replace(names, "\u0001", `\E(.*/)?\Q`), "\u0002", `\E.*\Q`)
}
