"""The metrics of a run beside those of its baseline."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.evals.result import Result
from goldenpath_gates.evals.scores import Floats, Mask, Scores


@dataclass(frozen=True, slots=True)
class Row:
    """One metric over the cases that ask for it. `difference` is the mean of the paired
    differences, over the cases that have the metric on both sides."""

    metric: str
    cases: int
    mean: float
    p50: float
    p95: float
    baseline: float | None = None
    difference: float | None = None


@dataclass(frozen=True)
class Pair:
    """A run and, in its order, the baseline; None where it does not hold the same cases."""

    now: Scores
    before: Scores | None


def pair(result: Result) -> Pair | None:
    """None where nothing was scored."""
    if result.scores is None or not len(result.scores):
        return None
    if result.baseline is None:
        return Pair(result.scores, None)
    try:
        return Pair(result.scores, result.scores.aligned(result.baseline))
    except IncompleteError:
        return Pair(result.scores, None)


def rows(both: Pair, mask: Mask | None = None) -> list[Row]:
    """Of every metric that at least one of the chosen cases has."""
    found = (row(both, metric, mask) for metric in both.now.columns)
    return [one for one in found if one is not None]


def row(both: Pair, metric: str, mask: Mask | None = None) -> Row | None:
    column = both.now.column(metric)
    asked = ~np.isnan(column) if mask is None else mask & ~np.isnan(column)
    if not asked.any():
        return None
    values = column[asked]
    p50, p95 = np.percentile(values, (50, 95))
    before, difference = _against(both, metric, asked)
    average = mean(values, both.now.weights[asked])
    return Row(metric, len(values), average, float(p50), float(p95), before, difference)


def _against(both: Pair, metric: str, asked: Mask) -> tuple[float | None, float | None]:
    if both.before is None:
        return None, None
    column = both.before.column(metric)
    common = asked & ~np.isnan(column)
    if not common.any():
        return None, None
    weights, old, new = both.now.weights[common], column[common], both.now.column(metric)[common]
    return mean(old, weights), mean(new - old, weights)


def mean(values: Floats, weights: Floats) -> float:
    """Weighted; NaN where no weight is left."""
    total = float(weights.sum())
    return float(np.dot(values, weights)) / total if total > 0 else float("nan")
