"""Keys in bytes, fast: most of a file is never looked at.

detect-secrets asks each of its plugins about each line. Here one pass finds runs of 20 or more
characters of which keys are made (a table look-up and a substring search, both in C); a format's
pattern is tried only around a run, and only where one of the format's literals stands. What has no
literals is judged run by run, by what stands around it. All patterns are linear: every repeat is
bounded or ends at a character that it does not contain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import IntEnum

from goldenpath_hooks.keys import assigned, context, engine, joined
from goldenpath_hooks.keys.formats import BY_ID, FORMATS, Format
from goldenpath_hooks.keys.runs import LONGEST_WORD, runs, spans, trimmed

ADDRESS = BY_ID["database-url"]  # it may hold no run: looked for on its own
SHAPED = tuple(format for format in FORMATS if format.literals and format is not ADDRESS)
SHAPELESS = tuple(format for format in FORMATS if format.near and not format.literals)
LITERALS = tuple((literal.encode(), format) for format in SHAPED for literal in format.literals)
MIXED = re.compile(rb"(?=[^\d]*\d)(?=[^A-Za-z]*[A-Za-z])")


class Trust(IntEnum):
    """What may speak for a key: its own form; also what stands around it; also its mere name."""

    FORM = 1
    CONTEXT = 2
    NAME = 3


@dataclass(frozen=True)
class Key:
    """`start` and `end` count bytes (in `find`: characters)."""

    start: int
    end: int
    format: str
    value: str


def search(data: bytes, trust: Trust = Trust.NAME) -> list[Key]:
    """The keys in `data`, by place."""
    places, pieces = list(runs(data)), list(joined.pieces(data))
    found = [key for span in spans(places, len(data)) for key in _shaped(data, *span)]
    found += _addresses(data)
    found += (key for piece in pieces for key in _in_piece(piece))
    found = [key for key in found if _in_its_place(data, key)]
    if trust > Trust.FORM:
        for place in places:
            found += _in_context(data, *trimmed(data, *place), trust)
        for piece in pieces:
            found += _named(data, _text(piece.text), piece.start, piece.end, trust)
    return list(_without_overlaps(found))


def _shaped(data: bytes, low: int, high: int) -> Iterator[Key]:
    present = {f.id: f for literal, f in LITERALS if data.find(literal, low, high) >= 0}
    for format in present.values():
        if format.engine:
            yield from _of_engine(data, format, low, high)
            continue
        for match in format.regex.finditer(data, low, high):
            if context.stands_alone(data, *match.span()):
                yield from _judged(format, match)


def _of_engine(data: bytes, format: Format, low: int, high: int) -> Iterator[Key]:
    text = data[low:high].decode("latin-1")  # one character a byte
    for pattern in engine.patterns(format.engine):
        for match in pattern.finditer(text):
            if format.accepts(match[0]):
                yield Key(low + match.start(), low + match.end(), format.id, match[0])


def _addresses(data: bytes) -> Iterator[Key]:
    for match in ADDRESS.regex.finditer(data):
        if assigned.SCHEME.search(data, max(0, match.start() - 60), match.start()):
            yield from _judged(ADDRESS, match)


def _judged(format: Format, match: re.Match[bytes]) -> Iterator[Key]:
    if format.accepts(_text(match[0])):
        group = "key" if "key" in match.re.groupindex else 0
        yield Key(*match.span(group), format.id, _text(match[group]))


def _in_piece(piece: joined.Piece) -> Iterator[Key]:
    for key in (*_shaped(piece.text, 0, len(piece.text)), *_addresses(piece.text)):
        yield replace(key, start=piece.place(key.start), end=piece.place(key.end - 1) + 1)


def _in_its_place(data: bytes, key: Key) -> bool:
    format = BY_ID[key.format]
    return not format.near or context.near(data, format.context, key.start, key.end)


def _in_context(data: bytes, start: int, end: int, trust: Trust) -> Iterator[Key]:
    value = data[start:end]
    if MIXED.match(value) and context.whole(data, start, end):
        yield from _named(data, _text(value), start, end, trust)


def _named(data: bytes, value: str, start: int, end: int, trust: Trust) -> Iterator[Key]:
    """The key that `value` is, if a provider near it or the name it is assigned to says so."""
    if len(value) < LONGEST_WORD or context.otherwise_named(data, start):
        return
    for format in SHAPELESS:
        fits = re.fullmatch(format.pattern, value) and format.accepts(value)
        if fits and context.near(data, format.context, start, end):
            yield Key(start, end, format.id, value)
    if trust is Trust.NAME and assigned.named(data, start, end) and assigned.random(value):
        yield Key(start, end, "assigned-secret", value)


def _without_overlaps(found: list[Key]) -> Iterator[Key]:
    """Of two in one place the first: more telling formats stand further up in the table."""
    reached = 0
    for key in sorted(found, key=lambda key: key.start):
        if key.start >= reached:
            reached = key.end
            yield key


def _text(value: bytes) -> str:
    return value.decode("utf-8", "replace")
