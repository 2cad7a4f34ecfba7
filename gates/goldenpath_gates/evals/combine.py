"""Two looks at the same cases become one: means over all answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import zip_longest

from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.evals.record import Record


def combined(first: Iterable[Record], second: Iterable[Record]) -> Iterator[Record]:
    """The records in their order. Raises IncompleteError where both did not ask the same."""
    for one, other in zip_longest(first, second):
        if one is None or other is None or one.id != other.id:
            raise IncompleteError(f"{_name(one)} and {_name(other)} were asked in the same place")
        yield _combined(one, other)


def _name(record: Record | None) -> str:
    return record.id if record else "nothing"


def _combined(one: Record, other: Record) -> Record:
    if one.error or other.error:
        return replace(one, error=one.error or other.error, scores={})
    if one.scores.keys() != other.scores.keys():
        return replace(one, error="scored otherwise when it was asked again", scores={})
    asked, again = len(one.texts), len(other.texts)
    weighed = {
        metric: (value * asked + other.scores[metric] * again) / (asked + again)
        for metric, value in one.scores.items()
    }
    apart = {
        metric: max(one.spread[metric], other.spread[metric], abs(value - other.scores[metric]))
        for metric, value in one.scores.items()
    }
    flaky = dict.fromkeys((*one.flaky, *other.flaky))
    if one.scores.get("success") != other.scores.get("success"):
        flaky["success"] = None
    return replace(
        one, texts=(*one.texts, *other.texts), scores=weighed, spread=apart, flaky=tuple(flaky)
    )
