# METADATA
# title: What is judged
# description: |
#   The input is `{"documents": [...]}`, everything that the service would ship, so that a rule can relate
#   one document to another. A document has a `path`, a `type`, its parsed `contents`, and where they
#   apply a `group` (what is deployed together, such as one overlay) and a `base` (its contents
#   where the change starts).
package goldenpath.lib

of_type(type) := [document | some document in input.documents; document.type == type]

group(document) := object.get(document, "group", "")

# METADATA
# description: |
#   What a rule says: `at` is the path to the value within the contents, `text` says what is wrong.
finding(id, document, at, text) := {
	"id": id,
	"msg": concat(": ", [id, text]),
	"text": text,
	"path": document.path,
	"at": at,
	"document": object.get(document, "id", -1),
}
