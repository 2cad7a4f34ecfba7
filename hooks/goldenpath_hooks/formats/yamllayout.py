"""How far each line of a YAML text moves so that every level is indented by two."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

STEP = 2
NOWHERE = 1 << 30
"""The column where a block of blank lines begins to say something."""
# What the YAML library counts as the end of a line.
LINE = re.compile(r"[^\n\r\x85\u2028\u2029]*(?:\r\n|[\n\r\x85\u2028\u2029]|\Z)")
HEADER = re.compile(r"[|>]([+-]?)([1-9]?)([+-]?)")
STARTS = {"BlockMappingStartToken", "BlockSequenceStartToken"}
UNSEEN = {"StreamStartToken", "StreamEndToken", "BlockEndToken", *STARTS}
INDICATORS = {"BlockEntryToken", "KeyToken", "ValueToken"}
FLOW = {"FlowSequenceStartToken": 1, "FlowMappingStartToken": 1}
FLOW |= {"FlowSequenceEndToken": -1, "FlowMappingEndToken": -1}


def split(text: str) -> list[str]:
    return [match[0] for match in LINE.finditer(text) if match[0]]


@dataclass(frozen=True)
class Level:
    """A block collection: the column where its entries stood, and where they will stand."""

    old: int
    new: int


@dataclass
class Line:
    """A line that begins with a token. `levels` are the collections it stands in."""

    old: int
    new: int
    levels: tuple[Level, ...] = ()
    shift: int = 0
    gaps: list[tuple[int, int]] = field(default_factory=list)


@dataclass
class Layout:
    """`lines` begin with a token, `inner` ones lie in a scalar: how far they move, and the least
    indentation that carries text (None: no blank of it does). A scalar in quotes, or without any,
    `ends` in a line that something else may follow in."""

    text: list[str]
    lines: dict[int, Line] = field(default_factory=dict)
    inner: dict[int, tuple[int, int | None]] = field(default_factory=dict)
    ends: set[int] = field(default_factory=set)
    _levels: list[Level] = field(default_factory=list)
    _flow: int = 0
    _flow_shift: int = 0
    _last: Any = None

    def read(self, tokens: Iterable[Any]) -> Layout:
        for token in tokens:
            kind = type(token).__name__
            if kind in STARTS:
                new = self._levels[-1].new + STEP if self._levels else 0
                self._levels.append(Level(token.start_mark.column, new))
            elif kind == "BlockEndToken":
                self._levels.pop()
            if kind not in UNSEEN:
                self._place(kind, token)
        return self

    def _place(self, kind: str, token: Any) -> None:
        number, column = token.start_mark.line, token.start_mark.column
        if number not in self.lines and number not in self.ends:
            new = self._new_column(column)
            self.lines[number] = Line(column, new, tuple(self._levels), new - column)
        line = self.lines.get(number)
        if line and self._after_indicator(number):
            end = self._last.end_mark.column
            line.gaps.append((end, column))
            line.shift -= max(0, column - end - 1)
        shift = line.shift if line else 0
        if self._flow == 0:
            self._flow_shift = shift
        self._flow += FLOW.get(kind, 0)
        if token.end_mark.line > number:
            self._scalar(token, shift)
        self._last = token

    def _new_column(self, column: int) -> int:
        if self._flow or not self._levels:
            return max(0, column + self._flow_shift) if self._flow else column
        level = self._levels[-1]
        return level.new if column <= level.old else level.new + STEP

    def _after_indicator(self, number: int) -> bool:
        """Whether the last token was a dash (or its kin) on this line."""
        last = self._last
        if last is None or self._flow or last.end_mark.line != number:
            return False
        kind = type(last).__name__
        if kind == "ValueToken":  # `: ` after an explicit key; any other keeps its blanks
            return bool(last.start_mark.column == self.lines[number].old)
        wide: bool = last.end_mark.column > last.start_mark.column
        return kind in INDICATORS and wide

    def _scalar(self, token: Any, shift: int) -> None:
        first, last = token.start_mark.line + 1, token.end_mark.line
        if token.style in ("|", ">"):
            within = range(first, last + (token.end_mark.column > 0))
            self._block(token, [n for n in within if n < len(self.text)])
            return
        floor = self._levels[-1].new + 1 if self._levels else 0
        for number in range(first, last + 1):
            old = indentation(self.text[number])
            self.inner[number] = (max(shift, floor - old), None)
        self.ends.add(last)

    def _block(self, token: Any, numbers: list[int]) -> None:
        header = HEADER.match(self.text[token.start_mark.line], token.start_mark.column)
        keep, digit = (header[1] + header[3] == "+", header[2]) if header else (False, "")
        level = self._levels[-1] if self._levels else Level(0, 0)
        said = (indentation(t) for n in numbers if (t := self.text[n]).strip(" \r\n"))
        least = next(said, NOWHERE)
        shift = level.new + STEP - least if self._levels else 0
        if digit:  # the content begins with blanks of its own
            least, shift = level.old + int(digit), level.new - level.old
        while numbers and not keep and _says_nothing(self.text[numbers[-1]], least):
            numbers.pop()
        self.inner.update((number, (shift, least)) for number in numbers)


def indentation(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _says_nothing(line: str, least: int) -> bool:
    return not line.strip() and indentation(line) <= least
