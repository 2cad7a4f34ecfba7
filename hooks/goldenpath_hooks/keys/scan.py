"""From the bytes of a file to findings that may be printed."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from goldenpath_hooks import waivers
from goldenpath_hooks.findings import Finding, Place
from goldenpath_hooks.keys import notebook
from goldenpath_hooks.keys.files import Part, trust
from goldenpath_hooks.keys.formats import BY_ID
from goldenpath_hooks.keys.search import Key, Trust, search

RULE = "no-hardcoded-keys"
MOST = 1_000
"""Keys in a file, or in a part of a large one; nobody reads on, and a report must fit a memory."""
REMEDY = "revoke it at the provider, then read the new one from the environment"


@dataclass(frozen=True, order=True)
class Found:
    """A finding, with what the baseline knows a key by."""

    finding: Finding
    format: str
    digest: str


def scan(
    path: str, parts: Iterable[Part], today: date | None, at_most: Trust = Trust.NAME
) -> Iterator[Found | Finding]:
    """Found keys that no waiver covers, and waivers of this rule that do not hold.

    Without `today`, in the history, every waiver holds: none of those days needs a renewal.
    """
    for part in parts:
        found = list(_found(path, part, at_most))
        if len(found) > MOST:
            yield _too_many(path, found[0].finding.place)
            return
        if part.whole and b"goldenpath:" in part.data:
            yield from _waived(path, part.data, found, today)
        else:
            yield from found


def shown(value: str) -> str:
    """Of a key never more than this: four characters, of a short password less."""
    return f"{value[: min(4, len(value) // 4)]}..."


def digest(value: str) -> str:
    """As detect-secrets writes it into a baseline."""
    from hashlib import sha1

    return sha1(value.encode(), usedforsecurity=False).hexdigest()


def _found(path: str, part: Part, at_most: Trust) -> Iterator[Found]:
    data = notebook.flat(part.data) if path.endswith(".ipynb") else part.data
    keys = search(data, min(at_most, trust(path, data)))
    end = len(data) if part.report_to is None else part.report_to
    keys = [key for key in keys if part.report_from <= key.start < end][: MOST + 1]
    if keys:
        places = _places(part, [key.start for key in keys])
        for key, place in zip(keys, places, strict=True):
            yield Found(_finding(path, place, key), key.format, digest(key.value))


def _too_many(path: str, first: Place) -> Finding:
    message = f"more than {MOST} values in this file look like keys, this is the first"
    return Finding(path, first, RULE, message, "exclude the file if they are none")


def _finding(path: str, place: Place, key: Key) -> Finding:
    message = f"{shown(key.value)} is a key ({BY_ID[key.format].provider}: {key.format})"
    return Finding(path, place, RULE, message, REMEDY)


def _places(part: Part, offsets: Iterable[int]) -> Iterator[Place]:
    lines = part.data.split(b"\n")
    starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
    for offset in offsets:
        line = bisect_right(starts, offset)
        column = len(part.data[starts[line - 1] : offset].decode("utf-8", "replace")) + 1
        yield Place(part.lines_before + line, column)


def _waived(
    path: str, data: bytes, found: Iterable[Found], today: date | None
) -> Iterator[Found | Finding]:
    text = data.decode("utf-8", "replace")
    known, broken = waivers.read(path, text, today) if today else (waivers.ever(text), [])
    kept = [each for each in found if any(True for _ in waivers.apply([each.finding], known))]
    yield from kept
    if kept:  # a waiver of nothing, as in a text that explains them, needs no renewal
        lines = text.split("\n")
        yield from (finding for finding in broken if RULE in lines[finding.place.line - 1])
