"""The YAML between two fences at the head of a file."""

from __future__ import annotations

import re
from typing import NamedTuple

from goldenpath_hooks.prompts.document import Problem
from goldenpath_hooks.prompts.source import Source

# Prompty allows `+++` too. A fence is a whole line: `---` inside a value is none.
OPENING = re.compile(r"\s*^(?P<fence>---|\+\+\+)[ \t]*$\n?", re.MULTILINE)
AFTER_COMMENTS = re.compile(r"(?:[ \t]*+(?:#.*+)?\n)*+(?P<fence>---)[ \t]*+$\n?", re.MULTILINE)


class FrontMatter(NamedTuple):
    """Positions of its text and of the body behind it."""

    start: int
    end: int
    body: int


def find(source: Source, *, after_comments: bool = False) -> FrontMatter | Problem | None:
    opening = (AFTER_COMMENTS if after_comments else OPENING).match(source.text)
    if opening is None:
        return None
    closing = re.compile(rf"^{re.escape(opening['fence'])}[ \t]*$\n?", re.MULTILINE)
    end = closing.search(source.text, opening.end())
    if end is None:
        place = source.place(opening.start("fence"))
        message = "the front matter that begins here is never closed"
        remedy = f"close it with a line {opening['fence']}"
        return Problem("front-matter-syntax", place, message, remedy)
    return FrontMatter(opening.end(), end.start(), end.end())
