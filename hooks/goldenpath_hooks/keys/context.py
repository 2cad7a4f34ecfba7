"""What stands around a value: whose key it may be, or that it is something else."""

from __future__ import annotations

import re

LINES_BEFORE, LINES_AFTER, REACH = 10, 3, 1500
"""How near a provider's name must be to a key that has no shape of its own."""
INSIDE = re.compile(rb"[\w-]")
FENCE = b"-----"
"""Parts a block of PEM from whatever stands before it."""
ESCAPE = re.compile(rb"(?:\\[nrtf]|%[0-9A-Fa-f]{2})$")
PART_BEFORE, PART_AFTER = (b"@", b"#", b".", b"$", b"{", b"~"), (b"(", b"@")
DIGEST = re.compile(
    rb"(?:sha-?\d*|md5|hash(?:es)?|digest|checksum|integrity|etag|fingerprint|commit|revision|\brev"
    rb"|\bref|uuid|guid|nonce|trace|span|blob|tree|version|\bid|_id)s?[\"'`\])}]{0,3}\s{0,3}"
    rb"[:=@, (\[-]{1,4}[\"'`]{0,3}$",
    re.IGNORECASE,
)
PARAMETER = re.compile(
    rb"[?&](?![^=&\s]{0,40}(?:key|token|secret|auth|pass|code|sig))[^=&\s]{1,60}=$", re.IGNORECASE
)


def stands_alone(data: bytes, start: int, end: int) -> bool:
    """Neither the tail nor the head of a longer word; a letter of an escape is no part of it."""
    if data.startswith(FENCE, start):
        return True
    tail = start and INSIDE.match(data, start - 1) and not ESCAPE.search(data, start - 3, start)
    return not tail and not INSIDE.match(data, end)


def whole(data: bytes, start: int, end: int) -> bool:
    """A value, not a part of an address, a path or an expression."""
    before, after = data[start - 1 : start], data[end : end + 2]
    continues = after[:1] in PART_AFTER or (after[:1] == b"." and after[1:].isalnum())
    return not (continues or before in PART_BEFORE or data[start - 2 : start] == b"==")


def otherwise_named(data: bytes, start: int) -> bool:
    """A digest, an id, a parameter of an address with the name of neither key nor token."""
    line = max(0, start - 60, data.rfind(b"\n", 0, start))
    return any(name.search(data, line, start) for name in (DIGEST, PARAMETER))


def near(data: bytes, words: re.Pattern[bytes], start: int, end: int) -> bool:
    """Whether one of the words stands on the line of the value or on a line close to it."""
    low, high = start, end
    for _ in range(LINES_BEFORE + 1):
        low = max(data.rfind(b"\n", 0, low), 0)
    for _ in range(LINES_AFTER + 1):
        line_end = data.find(b"\n", high)
        high = len(data) if line_end < 0 else line_end + 1
    return bool(words.search(data, max(low, start - REACH), min(high, end + REACH)))
