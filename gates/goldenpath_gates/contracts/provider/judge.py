"""What was promised against what was seen: one finding for each broken expectation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from typing import Any

from goldenpath_gates.contracts.provider import fits
from goldenpath_gates.contracts.provider.observe import Seen
from goldenpath_gates.contracts.provider.suite import Case, Expect
from goldenpath_gates.evals.ask import pointers
from goldenpath_gates.report import Finding

WHOLE_OR_LAST = r"(.*[:/#])?{}"


def findings(
    name: str, case: Case, seen: Seen, calls: int | None, model_at: str | None
) -> list[Finding]:
    """`name` is the file of the promises, `model_at` where an answer names its model."""
    broken = [*_ended(seen), *_answered(case.expect, seen, model_at), *_called(case.expect, calls)]
    return [
        Finding(f"provider-{what}", f"{case.id}: {message}; promised is: {case.title}", name)
        for what, message in broken
    ]


Broken = Iterator[tuple[str, str]]


def _ended(seen: Seen) -> Broken:
    if seen.error:
        yield "answer", seen.error


def _answered(expect: Expect, seen: Seen, model_at: str | None) -> Broken:
    """Nothing more can be said where there was no answer at all."""
    if seen.status is None:
        return
    if expect.status not in (None, seen.status):
        yield "status", _differs("status", expect.status, f"{seen.status}{_why(seen)}")
    if expect.problem and not is_type(expect.problem, seen.problem):
        yield "problem", _differs("problem", expect.problem, seen.problem)
    if expect.retry_after is not None and seen.retry_after != str(expect.retry_after):
        yield "retry-after", _differs("Retry-After", expect.retry_after, seen.retry_after)
    if expect.events is not None and seen.names != list(expect.events):
        yield "events", _differs("events", list(expect.events), seen.names)
    if expect.ending and not is_type(expect.ending, seen.ending):
        yield "ending", _differs("the stream to end with", expect.ending, seen.ending)
    if expect.model:
        yield from model((expect.model,), seen, model_at)
    for pointer, wanted in expect.body.items():
        found = pointers.resolve(seen.end, pointer)
        if not fits.value(wanted, found):
            yield "body", _differs(pointer, wanted, found)


def model(globs: Sequence[str], seen: Seen, model_at: str | None) -> Broken:
    """Who answered is one of these."""
    found = pointers.resolve(seen.end, model_at) if model_at else None
    if not isinstance(found, str) or not any(fnmatchcase(found, each) for each in globs):
        yield "model", _differs("the model", " or ".join(globs), found)


def _called(expect: Expect, calls: int | None) -> Broken:
    if expect.calls is not None and calls != expect.calls:
        yield "calls", _differs("calls of the model", expect.calls, calls)


def is_type(promised: str, seen: str | None) -> bool:
    """The whole type of a problem, or its last part."""
    return seen is not None and bool(re.fullmatch(WHOLE_OR_LAST.format(re.escape(promised)), seen))


def _why(seen: Seen) -> str:
    return f" ({seen.problem})" if seen.problem else ""


def _differs(what: str, promised: Any, seen: Any) -> str:
    return f"expected {what} {fits.shown(promised)}, saw {_or_nothing(seen)}"


def _or_nothing(seen: Any) -> str:
    return "nothing" if seen is None else fits.shown(seen)
