"""Where something stands in the file of a prompt."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache

from goldenpath_hooks.findings import Place
from goldenpath_hooks.prompts.document import Prompt, Template

LINE_END = re.compile("\n")


def spot(template: Template, offset: int) -> Place:
    """The place of a character of the template's text."""
    starts = _line_starts(template.text)
    line = bisect_right(starts, offset) - 1
    if not line:
        return Place(template.place.line, template.place.column + offset)
    return Place(template.place.line + line, offset - starts[line] + 1)


@lru_cache(maxsize=4)
def _line_starts(text: str) -> list[int]:
    return [0, *(match.end() for match in LINE_END.finditer(text))]


def place_of(prompt: Prompt, key: str) -> Place:
    """Of a key that stands under `metadata` or at the top; the file's first line without either."""
    return prompt.settings.at(*way_to(prompt, key))


def way_to(prompt: Prompt, key: str) -> tuple[str, ...]:
    at_top = prompt.settings.get("metadata", key) is None and prompt.settings.get(key) is not None
    return (key,) if at_top else ("metadata", key)
