"""Which of the retrieved documents a text cites: `[canary]`, or `[canary, rollback]`."""

import re
from collections.abc import Collection

BRACKETS = re.compile(r"\[([^\[\]]{1,400})\]")
SEPARATOR = re.compile(r"[\s,;]+")


def cited(text: str, retrieved: Collection[str]) -> list[str]:
    """Return the ids in the order of the text, each once; an invented one is no citation."""
    named = (name for group in BRACKETS.findall(text) for name in SEPARATOR.split(group))
    return [name for name in dict.fromkeys(named) if name in retrieved]
