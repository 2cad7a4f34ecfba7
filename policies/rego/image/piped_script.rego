package goldenpath.image

import data.goldenpath.lib
import data.goldenpath.lib.dockerfile

# METADATA
# title: No script runs straight from the network
# description: |
#   `curl | sh` runs whatever the server sends at this moment, half of it where the connection
#   breaks.
# custom:
#   id: image-piped-script
#   severity: high
#   remedy: |
#     Install a package by version, or download to a file, compare its checksum (`sha256sum -c`) and
#     run it then. `ADD --checksum=sha256:... URL` does the first two.
deny contains lib.finding("image-piped-script", instruction.document, instruction.at, text) if {
	some instruction in dockerfile.runs
	some pattern in piped
	regex.match(pattern, instruction.value.value)
	text := "RUN hands what it downloads to a shell"
}

download := `(curl|wget)\s`

# Up to the end of a command or of its part of a pipeline.
part := `([^|;&\n]|&[^&]|\\\n)`

shell := `(\S*/)?(ba|da|z|k|a)?sh`

# Without a program of their own they run what they are handed.
interpreter := `(\S*/)?(python[0-9.]*|perl|ruby|node)`

before := `((sudo|exec|env)\s+|-\S+\s+|\w+=\S*\s+)*`

piped := {
	concat("", [download, part, `*(\|`, part, `+)*\|\s*`, before, shell, `([\s;&|)"']|$)`]),
	concat("", [download, part, `*(\|`, part, `+)*\|\s*`, before, interpreter, `(\s+-(\s|$)|\s*([;&|)"'\n]|$))`]),
	concat("", [shell, `\s+(-\S+\s+)*["']?(\$\(|<\(|\x60)\s*`, download]),
	concat("", [`(^|[\s;&|])(eval|source|\.)\s+["']?(\$\(|<\(|\x60)\s*`, download]),
}
