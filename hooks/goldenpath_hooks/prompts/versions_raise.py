"""Another version in a prompt's file; nothing else in it changes."""

from __future__ import annotations

import re

from goldenpath_hooks.prompts.versions import Version
from goldenpath_hooks.prompts.versions_past import Entry

BYTE_ORDER_MARK = "\ufeff"
KEY = re.compile(r"(?P<quote>[\"']?)version(?P=quote)[ \t]*:[ \t]+[\"']?")


def raised(text: str, one: Entry, version: Version) -> str | None:
    """The text of the file with the version, or None where it is not written as usual."""
    mark = BYTE_ORDER_MARK if text.startswith(BYTE_ORDER_MARK) else ""
    lines = text.removeprefix(mark).split("\n")
    number, column = one.place.line - 1, one.place.column - 1
    line = lines[number]
    key = KEY.match(line, column)
    if key is None or not line.startswith(one.row.version, key.end()):
        return None
    rest = line[key.end() + len(one.row.version) :]
    lines[number] = f"{line[: key.end()]}{version}{rest}"
    return mark + "\n".join(lines)
