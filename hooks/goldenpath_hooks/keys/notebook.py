"""Notebooks: JSON around the lines of a program."""

from __future__ import annotations

import re

# Two backslashes are one of the program: what follows them is no escape.
ESCAPES = re.compile(rb"\\n\"\s*,\s*\"|\\[nrt]|\\.")
BLANK = bytes(code if code in b"\r\n" else ord(" ") for code in range(256))


def flat(data: bytes) -> bytes:
    """The program without the JSON between its lines; every character stays at its place."""
    return ESCAPES.sub(_meant, data)


def _meant(escape: re.Match[bytes]) -> bytes:
    found = escape[0]
    if len(found) > 2:
        return found.translate(BLANK)
    return b" \n" if found in (b"\\n", b"\\r", b"\\t") else found
