"""Metrics in words and numbers for people: units, signs, which way is better."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from math import floor, isfinite, log10

from goldenpath_gates.evals.scorers.registry import Metric
from goldenpath_gates.evals.scorers.score import DERIVED, all_metrics
from goldenpath_gates.evals.settings import Eval, Gate
from goldenpath_gates.evals.shadow.measure import METRICS

MINUS = "\N{MINUS SIGN}"


@cache
def known() -> Mapping[str, Metric]:
    """Every metric, those of recorded traffic too, by its name without the k of `recall@k`."""
    found = [*METRICS, *all_metrics(Eval()).values(), *(metric for metric, _ in DERIVED)]
    return {metric.name.partition("@")[0]: metric for metric in found}


def metric(name: str) -> Metric:
    """One that no scorer of this library gives is taken for a figure of which more is better."""
    return known().get(name.partition("@")[0], Metric(name, 0, None, "higher"))


def is_share(name: str) -> bool:
    """Whether it lies between 0 and 1, so that its differences are counted in points."""
    return metric(name).high == 1


def number(name: str, value: float | None) -> str:
    """`0.873`, `1,204 ms`, `$0.00061`; nothing where there is no number."""
    if value is None or not isfinite(value):
        return ""
    if is_share(name):
        return f"{value:.3f}"
    unit = metric(name).unit
    if unit == "USD":
        return f"${_digits(value, 3)}"
    return f"{_digits(value, 3)} {unit}" if unit and unit != "tokens" else _digits(value, 3)


def _digits(value: float, significant: int) -> str:
    """Never in powers of ten, and never finer than eight places."""
    places = significant - 1 - floor(log10(abs(value))) if value else 0
    text = f"{value:,.{min(max(places, 0), 8)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def signed(name: str, difference: float | None, *, unit: bool = True) -> str:
    """`+1.2 points`, `-35 ms`, with a real minus sign; a share of 0 to 1 has points. What the
    digits shown cannot tell from nothing is `0`."""
    if difference is None or not isfinite(difference):
        return ""
    if is_share(name):
        figure = f"{abs(100 * difference):.1f}"
        text = f"{figure} points" if unit else figure
    else:
        text = figure = number(name, abs(difference))
    if not re.search("[1-9]", figure):
        return "0"
    return f"{'+' if difference > 0 else MINUS}{text}"


def difference(gate: Gate, value: float | None) -> str:
    """As the gate counts it: wins less losses are a share of the cases, whatever the metric."""
    return signed("success" if gate.win is not None else gate.metric, value)


def gain(name: str, difference: float) -> float:
    """The difference, positive where it is for the better."""
    return difference if metric(name).better == "higher" else -difference


def title(gate: Gate) -> str:
    """What a gate looks at: `p95 of latency_ms, tag canary`."""
    figure = gate.metric if gate.statistic == "mean" else f"{gate.statistic} of {gate.metric}"
    scope = (("tag", gate.tag), ("tenant", gate.tenant), ("dataset", gate.dataset))
    return ", ".join([figure, *(f"{kind} {name}" for kind, name in scope if name)])


def demand(gate: Gate) -> str:
    """What it asks: `at least 0.85`, `at most 2.0 points worse than the baseline`."""
    if gate.min is not None:
        return f"at least {_limit(gate.metric, gate.min)}"
    if gate.max is not None:
        return f"at most {_limit(gate.metric, gate.max)}"
    if gate.drop is not None:
        allowed = signed(gate.metric, gate.drop).lstrip("+")
        return f"at most {allowed} worse than the baseline"
    if gate.band is not None:
        return f"within {100 * gate.band:g} % of the baseline"
    return f"wins less losses at least {100 * (gate.win or 0):g} % of the cases".replace("-", MINUS)


def _limit(name: str, value: float) -> str:
    """As people wrote it, and not to three digits."""
    return f"{value:g}" if is_share(name) else number(name, value)


def compares(gate: Gate) -> bool:
    """Whether its interval bounds a difference to the baseline, and not the value itself."""
    return gate.min is None and gate.max is None
