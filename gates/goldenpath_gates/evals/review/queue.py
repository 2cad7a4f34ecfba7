"""The cases that people should look at first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import nsmallest

from goldenpath_gates.evals.review.reasons import REASONS, Seen


@dataclass(frozen=True, slots=True)
class Chosen:
    """`priority` is that of the gravest reason; 1 comes first."""

    seen: Seen
    priority: int
    reasons: tuple[str, ...]

    @property
    def rank(self) -> tuple[int, int, str, str]:
        record = self.seen.record
        return self.priority, -len(self.reasons), record.dataset, record.id


def chosen(cases: Iterable[Seen], most: int) -> list[Chosen]:
    """The `most` first in rank: memory follows that number, not the number of cases."""
    return nsmallest(most, _telling(cases), key=lambda case: case.rank)


def _telling(cases: Iterable[Seen]) -> Iterator[Chosen]:
    for case in cases:
        if case.record.text is None:
            continue  # nothing was said, so there is nothing to have an opinion about
        if told := [(reason, text) for reason in REASONS if (text := reason.told(case))]:
            priority = min(reason.priority for reason, _ in told)
            yield Chosen(case, priority, tuple(f"{reason.name}: {text}" for reason, text in told))
