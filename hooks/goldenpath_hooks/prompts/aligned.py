"""Where in the file each character of a scalar stands: behind indentation, quotes and escapes.

What stands between is space, so the n-th character that is none is the n-th in the file, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from goldenpath_hooks.findings import Place
from goldenpath_hooks.prompts.located import Scalar
from goldenpath_hooks.prompts.source import Source

PROPERTIES = re.compile(r"(?:[&!]\S*+\s++)*+")
UNITS = {
    "'": re.compile(r"''|[^']"),
    '"': re.compile(
        r"\\u[dD][89abAB]..\\u[dD][c-fC-F]..|\\x..|\\u.{4}|\\U.{8}|\\\n[ \t]*+|\\.|[^\"\\]",
        re.DOTALL,
    ),
}
ANY = re.compile(r".", re.DOTALL)
SPACE_ESCAPES = frozenset("\\" + letter for letter in "ntrvf_NLP \t")


class Inner(Source):
    """A scalar of a file as a text of its own, whose places are those in the file."""

    def __init__(self, outer: Source, scalar: Scalar) -> None:
        super().__init__(outer.path, scalar.text)
        self.outer, self.scalar = outer, scalar

    @cached_property
    def _positions(self) -> list[int]:
        start, end = self.scalar.start, self.scalar.end
        return [start + n for n in _offsets(self.outer.text[start:end], self.scalar)]

    def place(self, offset: int) -> Place:
        return self.outer.place(self._positions[offset])


def _offsets(raw: str, scalar: Scalar) -> Iterator[int]:
    """The position in `raw` of each character of the scalar, and of its end."""
    characters = _characters(raw, scalar.quote)
    before = end = _begin(raw, scalar.quote)
    for character in scalar.text:
        if not character.isspace():
            before, end = next(characters, (end, end))
            yield before
        else:
            yield end
            end = min(end + 1, len(raw))
    yield end


def _begin(raw: str, quote: str) -> int:
    if quote in ("'", '"'):
        return raw.find(quote) + 1
    if quote:
        return raw.find("\n") + 1 or len(raw)
    return PROPERTIES.match(raw).end()  # type: ignore[union-attr]


def _characters(raw: str, quote: str) -> Iterator[tuple[int, int]]:
    for unit in UNITS.get(quote, ANY).finditer(raw, _begin(raw, quote)):
        if not _is_space(unit.group()):
            yield unit.span()


def _is_space(unit: str) -> bool:
    if unit[:2] in ("\\x", "\\u", "\\U") and len(unit) < 12:
        return chr(int(unit[2:], 16)).isspace()
    return unit.isspace() or unit in SPACE_ESCAPES or unit.startswith("\\\n")
