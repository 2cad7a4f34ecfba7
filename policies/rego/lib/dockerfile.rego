# METADATA
# title: Instructions of a Dockerfile
package goldenpath.lib.dockerfile

import data.goldenpath.lib

files := lib.of_type("dockerfile")

# METADATA
# description: Every instruction with the document that it is in, and the path to it.
instructions := [instruction |
	some document in files
	some index, value in document.contents.instructions
	instruction := {"document": document, "at": ["instructions", index], "value": value}
]

runs := [instruction | some instruction in instructions; instruction.value.name == "RUN"]

# METADATA
# description: Those of the stages that the image is made of; what only others do does not ship.
shipped(document) := [{"at": ["instructions", index], "value": value} |
	chain := last(document).chain
	some index, value in document.contents.instructions
	value.stage in chain
]

last(document) := document.contents.stages[count(document.contents.stages) - 1]
