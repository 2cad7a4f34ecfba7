"""JSON as text: its tokens, and where each key and item stands."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from goldenpath_hooks.findings import Place
from goldenpath_hooks.prompts.document import Key

# A line break is a lexeme too, as it says how a person laid the text out. Every repetition is
# possessive: nothing is tried twice.
TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"|[{}\[\]:,\n]|[^\s{}\[\]:,"]++')
OPEN, CLOSE = frozenset("{["), frozenset("}]")


def place(text: str, position: int) -> Place:
    before = text.rfind("\n", 0, position)
    return Place(text.count("\n", 0, position) + 1, position - before)


def keys(text: str) -> Iterator[tuple[Key, int]]:
    """The way to each key and item of a valid document, and its position."""
    path: list[str | int] = []
    fresh = False  # the next lexeme begins a key, an item or the document
    for match in TOKEN.finditer(text):
        lexeme = match[0]
        if lexeme == "\n":
            continue
        if lexeme in CLOSE:
            path.pop()
            fresh = False
            continue
        if lexeme == ",":
            fresh = True
            if isinstance(path[-1], int):
                path[-1] += 1
            continue
        if fresh and path:
            fresh = False
            if not isinstance(path[-1], int):
                path[-1] = json.loads(lexeme)
            yield tuple(path), match.start()
        if lexeme in OPEN:
            path.append("" if lexeme == "{" else 0)
            fresh = True
