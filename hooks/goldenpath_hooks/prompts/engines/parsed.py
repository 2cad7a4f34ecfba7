"""What every engine gives for a text; positions are offsets until `placed` turns them to places."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, NamedTuple

from goldenpath_hooks.prompts.document import Mark, Problem, Use
from goldenpath_hooks.prompts.source import Locate

TOKENS = 100_000
"""More than any prompt has; a bound to what a hostile file costs."""


class Span(NamedTuple):
    """A block from its first tag to the end of its last one."""

    name: str
    start: int
    end: int


class UseAt(NamedTuple):
    offset: int
    path: str
    guarded: bool = False
    printed: bool = True


class MarkAt(NamedTuple):
    offset: int
    kind: str
    name: str


@dataclass
class Parsed:
    uses: list[UseAt] = field(default_factory=list)
    marks: list[MarkAt] = field(default_factory=list)
    blocks: list[Span] = field(default_factory=list)
    inert: list[Span] = field(default_factory=list)
    """Comments and raw text: nothing in them is a role marker."""

    def sort(self) -> None:
        """Into reading order."""
        self.uses.sort()
        self.marks.sort()
        self.blocks = _outermost(self.blocks)

    def placed_uses(self, start: int, end: int, locate: Locate) -> tuple[Use, ...]:
        return tuple(
            Use(path.partition(".")[0], path, locate(offset), guarded, printed)
            for offset, path, guarded, printed in _between(self.uses, start, end)
        )

    def placed_marks(self, start: int, end: int, locate: Locate) -> tuple[Mark, ...]:
        return tuple(
            Mark(kind, name, locate(offset))
            for offset, kind, name in _between(self.marks, start, end)
        )


def covering(spans: list[Span], offset: int) -> Span | None:
    """The span around a position, of spans in order of which none holds another."""
    index = bisect_left(spans, offset, key=itemgetter(1)) - 1
    return spans[index] if index >= 0 and offset < spans[index].end else None


def _between(found: list[Any], start: int, end: int) -> list[Any]:
    return found[bisect_left(found, (start,)) : bisect_left(found, (end,))]


def _outermost(spans: list[Span]) -> list[Span]:
    kept: list[Span] = []
    for span in sorted(spans, key=itemgetter(1)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


class Broken(Exception):
    """The engine would refuse the text."""

    rule = "template-syntax"

    def __init__(self, offset: int, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.offset, self.message, self.remedy = offset, message, remedy

    def problem(self, locate: Locate) -> Problem:
        return Problem(self.rule, locate(self.offset), self.message, self.remedy)


class TooMuch(Broken):
    """No prompt is like this: we refuse the text, the engine would labour on."""

    rule = "prompt-format"

    def __init__(self, offset: int) -> None:
        message = f"the template has more than {TOKENS:,} pieces"
        super().__init__(offset, message, "split it, or exclude it")
