"""A metric over the nightly runs, as a small line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from goldenpath_gates.evals.report import metrics
from goldenpath_gates.evals.result import Result
from goldenpath_gates.evals.trend import Run

WIDTH, HEIGHT = 240.0, 44.0
MOST_RUNS, MOST_METRICS = 90, 8


@dataclass(frozen=True, slots=True)
class Line:
    """`points` is an SVG list of points; `red` are those of runs that did not pass."""

    metric: str
    points: str
    red: Sequence[tuple[float, float]]
    last: tuple[float, float]
    value: str
    text: str


def lines(result: Result, runs: Sequence[Run]) -> list[Line]:
    """Of the metrics that gates name, `success` first; a single run is no trend."""
    recent = runs[-MOST_RUNS:]
    names = dict.fromkeys(["success", *(ruling.gate.metric for ruling in result.rulings)])
    found = [_line(name, [run for run in recent if name in run.metrics]) for name in names]
    return [line for line in found if line is not None][:MOST_METRICS]


def _line(name: str, runs: Sequence[Run]) -> Line | None:
    if len(runs) < 2:
        return None
    values = [run.metrics[name] for run in runs]
    low, high = min(values), max(values)
    span = (high - low) or 1.0
    wide = WIDTH / (len(values) - 1)
    spots = [
        (round(i * wide, 1), round(HEIGHT * (0.5 if low == high else (high - value) / span), 1))
        for i, value in enumerate(values)
    ]
    red = [spot for spot, run in zip(spots, runs, strict=True) if run.verdict != "passed"]
    first, last = (metrics.number(name, value) for value in (values[0], values[-1]))
    edges = f"from {metrics.number(name, low)} to {metrics.number(name, high)}"
    text = f"{len(values)} runs, {edges}; first {first}, last {last}; {len(red)} did not pass"
    points = " ".join(f"{x:g},{y:g}" for x, y in spots)
    return Line(name, points, red, spots[-1], last, text)
