"""Where keys can be: runs of many characters of which keys are made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

LONGEST_WORD = 20
"""No key is shorter, few words are longer."""
MARGIN = 300
"""Bytes around a run in which the key that it belongs to begins and ends."""
MADE_OF = bytes(
    ord("x") if code < 128 and (chr(code).isalnum() or chr(code) in "_-+/") else ord(" ")
    for code in range(256)
)


def runs(data: bytes) -> Iterator[tuple[int, int]]:
    flags, needle, end = data.translate(MADE_OF), b"x" * LONGEST_WORD, 0
    while (start := flags.find(needle, end)) >= 0:
        end = flags.find(b" ", start)
        end = len(flags) if end < 0 else end
        yield start, end


def spans(found: Iterable[tuple[int, int]], length: int) -> Iterator[tuple[int, int]]:
    """The runs with what is around them, merged where they meet."""
    low = high = 0
    for start, end in found:
        if start - MARGIN > high:
            yield low, high
            low = start - MARGIN
        high = min(end + MARGIN, length)
    yield low, high


def trimmed(data: bytes, start: int, end: int) -> tuple[int, int]:
    """Without the letters of an escape before the run, `\\n` or `%3D`; with the padding behind."""
    if data[start - 1 : start] == b"\\" and data[start : start + 1] in (b"n", b"r", b"t", b"f"):
        start += 1
    elif data[start - 1 : start] == b"%":
        start += 2
    while data[end : end + 1] == b"=":
        end += 1
    return start, end
