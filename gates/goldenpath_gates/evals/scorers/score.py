"""All scores of one answer, and whether it is a success."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf, isfinite

from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.evals.case import Case
from goldenpath_gates.evals.record import Answer
from goldenpath_gates.evals.scorers.registry import Context, Metric, scorers
from goldenpath_gates.evals.settings import Eval

SUCCESS = Metric("success", 0, 1, "higher", passing=1)
DERIVED = (
    (
        Metric("cost_per_1000", 0, None, "lower", unit="USD"),
        "1,000 times the mean of cost_usd",
    ),
    (
        Metric("cost_per_success", 0, None, "lower", unit="USD"),
        "the sum of cost_usd over the number of successes; undefined where there is none",
    ),
)
"""Figures of a whole run, which a gate may name besides the metrics of its cases."""


def all_metrics(settings: Eval) -> dict[str, Metric]:
    """Every figure that a case can have. Raises ValueError where two scorers give the same one."""
    found = {SUCCESS.name: SUCCESS}
    for scorer in scorers().values():
        for metric in scorer.metrics(settings):
            if metric.name in found:
                raise ValueError(f"two scorers give {metric.name}, the second is {scorer.name}")
            found[metric.name] = metric
    return found


def score_case(
    case: Case, answer: Answer, context: Context
) -> tuple[dict[str, float], dict[str, bool]]:
    """Metric to score; metric to whether it passes, for those with a passing mark.

    Raises IncompleteError where the case cannot be judged, or where a scorer gives what is no
    number of its range. May wait for a judge or an embedder where one is configured.
    """
    metrics = all_metrics(context.settings)
    scores: dict[str, float] = {}
    for scorer in scorers().values():
        for name, value in scorer.score(case, answer, context).items():
            scores[name] = checked(metrics[name], value)
    passes = {
        name: metrics[name].passes(value)
        for name, value in scores.items()
        if metrics[name].passing is not None
    }
    return with_success(scores, passes, metrics)


def checked(metric: Metric, value: float) -> float:
    high = inf if metric.high is None else metric.high
    try:
        if isfinite(value) and metric.low <= value <= high:
            return float(value)
    except (OverflowError, TypeError):
        pass  # an integer longer than a float, or no number at all
    limits = f"from {metric.low:g}" + (f" to {high:g}" if isfinite(high) else " on")
    raise IncompleteError(f"{metric.name} is {str(value)[:40]}, which is no number {limits}")


def with_success(
    scores: dict[str, float], passes: dict[str, bool], metrics: Mapping[str, Metric]
) -> tuple[dict[str, float], dict[str, bool]]:
    """Adds `success` where something of what the case expects can pass: guards alone cannot."""
    if any(not metrics[name].guard for name in passes):
        passed = all(passes.values())
        return {**scores, SUCCESS.name: float(passed)}, {**passes, SUCCESS.name: passed}
    return scores, passes
