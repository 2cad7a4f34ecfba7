"""The cases that answer or score differently than in the baseline, worst first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from heapq import heappush, heapreplace
from itertools import zip_longest
from math import isclose

from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.evals.record import Record
from goldenpath_gates.evals.result import Change
from goldenpath_gates.evals.scorers.registry import Metric

MOST = 500


def changes(
    now: Iterable[Record],
    before: Iterable[Record],
    metrics: Mapping[str, Metric],
    most: int = MOST,
) -> tuple[tuple[Change, ...], int]:
    """The worst changes, and how many there are in all; both sides are read side by side.

    Raises IncompleteError where they do not hold the same cases in the same order.
    """
    worst: list[tuple[float, int, Change]] = []
    count = 0
    for place, (after, old) in enumerate(zip_longest(now, before)):
        if after is None or old is None or after.id != old.id:
            raise _unmatched(after, old)
        if not _differ(after, old, metrics):
            continue
        count += 1
        change = _change(after, old, metrics)
        # The place makes ties fall to the first case, and keeps changes from being compared.
        entry = (change.loss, -place, change)
        if len(worst) < most:
            heappush(worst, entry)
        elif entry > worst[0]:
            heapreplace(worst, entry)
    return tuple(change for _, _, change in sorted(worst, reverse=True)), count


def _differ(after: Record, old: Record, metrics: Mapping[str, Metric]) -> bool:
    """Latency, tokens and cost never repeat exactly, so only metrics of a bounded range count."""
    if after.text != old.text:
        return True
    names = [name for name in {**after.scores, **old.scores} if _bounded(metrics.get(name))]
    return any(_loss(after, old, metrics[name]) for name in names)


def _change(after: Record, old: Record, metrics: Mapping[str, Metric]) -> Change:
    bounded = [metric for metric in metrics.values() if _bounded(metric)]
    return Change(
        id=after.id,
        dataset=after.dataset,
        tags=after.tags,
        input=after.input,
        expected=after.expected,
        before=old.text,
        after=after.text,
        scores_before=old.scores,
        scores_after=after.scores,
        loss=sum(_loss(after, old, metric) for metric in bounded),
    )


def _loss(after: Record, old: Record, metric: Metric) -> float:
    """A share of the metric's range; a score that only one side has loses or gains all of it."""
    was, is_ = old.scores.get(metric.name), after.scores.get(metric.name)
    if was is None or is_ is None:
        return float((is_ is None) - (was is None))
    if isclose(was, is_, rel_tol=1e-9):
        return 0.0
    reach = (metric.high or 0.0) - metric.low
    return (was - is_ if metric.better == "higher" else is_ - was) / reach


def _bounded(metric: Metric | None) -> bool:
    return metric is not None and metric.high is not None


def _unmatched(after: Record | None, old: Record | None) -> IncompleteError:
    run, baseline = (repr(side.id) if side else "nothing" for side in (after, old))
    return IncompleteError(
        f"the run has {run} where the other has {baseline}: only the same cases in the same order "
        "can be compared"
    )
