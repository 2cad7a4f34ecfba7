"""Keys that were cut in pieces: `"sk-" "proj-..."`, `"sk-" + "proj-..."`, a line that goes on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

JOINT = re.compile(
    rb"[\"'`][\s+.&\\]{1,200}[bfruBFRU]{0,2}[\"'`]"  # a string ends and the next one begins
    rb"|\\\r?\n[ \t]{0,100}"  # a line that goes on
)
PART = re.compile(rb"[\w./+=:@|%-]+")
PART_CHARACTERS = bytes(code for code in range(128) if PART.match(bytes([code])))
LONGEST_PART = 300


@dataclass(frozen=True)
class Piece:
    """What the parts of a text add up to; `places`: (place in `text`, place in the file)."""

    text: bytes
    places: tuple[tuple[int, int], ...]
    end: int

    @property
    def start(self) -> int:
        return self.places[0][1]

    def place(self, offset: int) -> int:
        """Where in the file the character at `offset` of `text` stands."""
        inside, outside = max(pair for pair in self.places if pair[0] <= offset)
        return outside + offset - inside


def pieces(data: bytes) -> Iterator[Piece]:
    parts: list[tuple[int, int]] = []
    for joint in JOINT.finditer(data):
        before, after = _part_before(data, joint.start()), PART.match(data, joint.end())
        if not before or not after:
            continue
        if not parts or parts[-1][0] != before[0]:
            yield from _piece(data, parts)
            parts = [before]
        parts.append((after.start(), after.end()))
    yield from _piece(data, parts)


def _part_before(data: bytes, end: int) -> tuple[int, int] | None:
    if data[end - 1 : end] == b"\\":  # the quote of a string in a string
        end -= 1
    low = max(0, end - LONGEST_PART)
    start = low + len(data[low:end].rstrip(PART_CHARACTERS))
    return (start, end) if start < end else None


def _piece(data: bytes, parts: list[tuple[int, int]]) -> Iterator[Piece]:
    if not parts:
        return
    text, places = b"", []
    for start, end in parts:
        places.append((len(text), start))
        text += data[start:end]
    yield Piece(text, tuple(places), parts[-1][1])
