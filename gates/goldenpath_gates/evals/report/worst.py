"""The cases that fail most of what is asked of them, whatever the baseline did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from goldenpath_gates.evals.report import metrics
from goldenpath_gates.evals.report.summary import Pair
from goldenpath_gates.evals.scores import Mask

MOST = 20


@dataclass(frozen=True, slots=True)
class Worst:
    """`failed` are metrics with the score of the case; `error` says why there is none."""

    id: str
    tags: Sequence[str]
    failed: Sequence[str]
    failed_before: bool | None
    error: str | None = None


def worst(both: Pair) -> list[Worst]:
    """Cases without an answer first, then by the number of metrics that they fail."""
    now = both.now
    failures = _failures(both, before=False)
    count = sum(failures.values(), np.zeros(len(now)))
    count += np.array([1000.0 if id_ in now.errors else 0.0 for id_ in now.ids])
    order = np.argsort(-count, kind="stable")[:MOST]
    old = _failures(both, before=True)
    return [
        Worst(
            id=now.ids[row],
            tags=[tag for tag in now.tags if now.tags[tag][row]],
            failed=[
                f"{name} {metrics.number(name, float(now.column(name)[row]))}"
                for name, failed in failures.items()
                if failed[row]
            ],
            failed_before=any(failed[row] for failed in old.values()) if both.before else None,
            error=now.errors.get(now.ids[row]),
        )
        for row in order
        if count[row]
    ]


def _failures(both: Pair, *, before: bool) -> dict[str, Mask]:
    """Metric to the rows that fail it: those that were not asked, NaN, do not. `success` only
    repeats the others."""
    scores = both.before if before else both.now
    columns = scores.columns if scores else {}
    marks = {name: metrics.metric(name) for name in columns if name != "success"}
    return {
        name: columns[name] < mark.passing
        if mark.better == "higher"
        else columns[name] > mark.passing
        for name, mark in marks.items()
        if mark.passing is not None
    }
