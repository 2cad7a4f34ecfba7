"""Whether what leaves production, or enters the repository, holds data of a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from goldenpath_hooks.prompts import personal

from goldenpath_gates.errors import FailedError
from goldenpath_gates.evals.shadow.lines import Line

SHOWN = 20


def require_masked(lines: Iterable[Line]) -> int:
    """The number of lines. Raises FailedError that says where data of persons stands, masked."""
    hits: list[str] = []
    count = 0
    for count, (where, body) in enumerate(lines, start=1):  # noqa: B007 - it is the result
        hits += (f"{where}:1: shadow-personal-data {what}" for what in exposed(body))
        if len(hits) >= SHOWN:
            break
    if hits:
        remedy = "remove the file, and mend what records the traffic: it has to mask first"
        raise FailedError("\n".join((*hits[:SHOWN], remedy)))
    return count


def exposed(body: Any) -> Iterator[str]:
    """`j*** looks like a real e-mail address` for each find in a JSON value.

    Only the first character is shown: a log has more readers than the file it speaks of.
    """
    for text in _strings(body):
        for found in personal.find(text) if personal.may_hold(text) else ():
            yield f"{found.text[:1]}*** looks like a real {found.kind}"


def _strings(body: Any) -> Iterator[str]:
    if isinstance(body, str):
        yield body
    elif isinstance(body, dict):
        for key, value in body.items():
            yield key
            yield from _strings(value)
    elif isinstance(body, list):
        for value in body:
            yield from _strings(value)
