"""Role markers: lines such as `system:` that cut a text into messages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from goldenpath_hooks.prompts.document import Engine, Message, Template
from goldenpath_hooks.prompts.engines.parsed import MarkAt, Parsed, covering
from goldenpath_hooks.prompts.source import Locate

# Prompty v1 knows function, v2 developer. Possessive, so that a long line costs its length.
MARKER = re.compile(
    r"^[ \t]*+(?:#[ \t]*+)?(?P<role>system|user|assistant|developer|function)[ \t]*+"
    r"(?:\[(?P<attributes>[^\]\n]*+)\][ \t]*+)?:[ \t]*+$\n?",
    re.IGNORECASE | re.MULTILINE,
)
COMPUTED = re.compile(
    r"^[ \t]*+(?:#[ \t]*+)?\{\{-?[ \t]*+"
    r"(?P<role>(?:\w++[.])*+(?:\w*role|\w++\[(?P<quote>[\"'])role(?P=quote)\]))"
    r"[ \t]*+-?\}\}[ \t]*+:[ \t]*+$",
    re.IGNORECASE | re.MULTILINE,
)
LOOP = r"\{%-?[ \t]*+for\b[^%]*+%\}"
OTHERS = re.compile(
    rf"(?:{LOOP}[ \t]*+\n(?:[ \t]*+\n)*+)?(?:{COMPUTED.pattern})|{LOOP}\s*+\Z", COMPUTED.flags
)


class Piece(NamedTuple):
    """A message before it is a template: its marker, and the part of the text that is its own."""

    role: str
    attributes: str
    marker: int
    start: int
    end: int


def split(
    text: str, parsed: Parsed, engine: Engine, locate: Locate, marker: re.Pattern[str]
) -> tuple[Message, ...]:
    """The messages of a text. What its engine read in the whole of it goes to the message in
    which it stands, so that a block around several messages is no error."""
    markers = [m for m in marker.finditer(text) if not covering(parsed.inert, m.start("role"))]
    _mark_roles(text, markers, parsed)
    return tuple(message(piece, text, parsed, engine, locate) for piece in _pieces(text, markers))


def message(piece: Piece, text: str, parsed: Parsed, engine: Engine, locate: Locate) -> Message:
    begin = min(piece.marker, piece.start)
    template = Template(
        engine,
        text[piece.start : piece.end],
        locate(piece.start),
        parsed.placed_uses(begin, piece.end, locate),
        parsed.placed_marks(begin, piece.end, locate),
    )
    return Message(piece.role, locate(piece.marker), template, piece.attributes)


def whole(text: str) -> Piece:
    """A text that is one message, without a role."""
    return Piece("", "", 0, 0, len(text))


def own_end(text: str) -> int:
    """Where a message ends of which rendering makes several: at the first computed role, or at
    the loop that goes through the others."""
    others = OTHERS.search(text)
    return others.start() if others else len(text)


def _pieces(text: str, markers: list[re.Match[str]]) -> Iterator[Piece]:
    first = markers[0].start() if markers else len(text)
    if text[:first].strip():
        yield whole(text)._replace(end=first)
    ends = [marker.start() for marker in markers[1:]] + [len(text)]
    for marker, end in zip(markers, ends, strict=False):
        attributes = marker.groupdict().get("attributes") or ""
        yield Piece(marker["role"].lower(), attributes, marker.start(), marker.end(), end)


def _mark_roles(text: str, markers: list[re.Match[str]], parsed: Parsed) -> None:
    """Mark the roles that only rendering can tell: those inside a block, and computed ones."""
    for marker in markers:
        at = marker.start("role")
        if around := covering(parsed.blocks, at):
            parsed.marks.append(MarkAt(at, "role-in-block", around.name))
    for computed in COMPUTED.finditer(text):
        at, name = computed.start("role"), computed["role"]
        if not covering(parsed.inert, at):
            parsed.marks.append(MarkAt(at, "role-computed", name))
    parsed.sort()
