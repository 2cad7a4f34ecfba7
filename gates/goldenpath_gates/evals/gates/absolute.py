"""`min` and `max`: the figure itself against a limit; its interval is shown for information."""

from __future__ import annotations

from goldenpath_gates.evals.gates.look import Look
from goldenpath_gates.evals.gates.ruling import Ruling
from goldenpath_gates.evals.gates.words import between, number
from goldenpath_gates.evals.statistics.interval import interval


def rule(look: Look) -> Ruling:
    gate, sample = look.gate, look.now
    value = sample.figure(gate.statistic)
    least = gate.min is not None
    limit = float(gate.min if gate.min is not None else gate.max or 0.0)
    kept = value >= limit if least else value <= limit
    bounds = interval(sample, gate.statistic, look.confidence, look.rng())
    unsure = bounds is not None and bounds[0] < limit < bounds[1]
    unit = look.metric.unit
    return Ruling(
        gate,
        "passed" if kept else "failed",
        look.tier,
        f"{look.name} is {number(value, unit)}{between(bounds)} over {len(sample)} cases, "
        f"{'at least' if least else 'at most'} {number(limit, unit)} is wanted"
        + ("; so few cases could fall on either side" if unsure else ""),
        cases=len(sample),
        value=value,
        low=bounds[0] if bounds else None,
        high=bounds[1] if bounds else None,
    )
