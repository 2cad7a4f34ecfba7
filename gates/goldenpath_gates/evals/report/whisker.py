"""A gate's interval against its limit. The template draws; this says where the marks lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from goldenpath_gates.evals.gates.ruling import Ruling
from goldenpath_gates.evals.report import metrics
from goldenpath_gates.evals.settings import Gate


@dataclass(frozen=True, slots=True)
class Whisker:
    """Positions from 0 to 100. `bad` are the stretches where the gate is broken."""

    low: float | None
    point: float
    high: float | None
    zero: float | None
    limits: Sequence[float]
    bad: Sequence[tuple[float, float]]
    text: str


def whisker(ruling: Ruling) -> Whisker | None:
    """The interval of a gate against its limit; None where there is no figure."""
    compared = metrics.compares(ruling.gate)
    point = ruling.difference if compared else ruling.value
    if point is None or not isfinite(point):
        return None
    below, above = _limits(ruling)
    ends = [x for x in (ruling.low, ruling.high) if x is not None and isfinite(x)]
    limits = [x for x in (below, above) if x is not None]
    scale = Scale([point, *ends, *limits, *([0.0] if compared else [])])
    bad = [(0.0, scale(below))] if below is not None else []
    bad += [(scale(above), 100.0)] if above is not None else []
    low, high = map(scale, ends) if len(ends) == 2 else (None, None)
    return Whisker(
        low=low,
        point=scale(point),
        high=high,
        zero=scale(0.0) if compared else None,
        limits=[scale(x) for x in limits],
        bad=bad,
        text=_words(ruling, point),
    )


def _limits(ruling: Ruling) -> tuple[float | None, float | None]:
    """Below and above which the gate is broken, in the unit that its interval has."""
    gate = ruling.gate
    if gate.drop is not None:
        worse = metrics.metric(gate.metric).better == "higher"
        return (-gate.drop, None) if worse else (None, gate.drop)
    if gate.band is not None:
        width = abs(gate.band * (ruling.baseline or 0.0))
        return -width, width
    return (gate.win if gate.min is None else gate.min), gate.max


def _words(ruling: Ruling, point: float) -> str:
    gate = ruling.gate
    text = f"{metrics.title(gate)}: {shown(gate, point)}"
    if ends := interval(ruling):
        text += f", interval {ends}"
    return f"{text}; {metrics.demand(gate)}"


def interval(ruling: Ruling) -> str:
    """`-5.3 points to -2.9 points`; nothing where there is none."""
    if ruling.low is None or ruling.high is None:
        return ""
    return f"{shown(ruling.gate, ruling.low)} to {shown(ruling.gate, ruling.high)}"


def shown(gate: Gate, value: float) -> str:
    if metrics.compares(gate):
        return metrics.difference(gate, value)
    return metrics.number(gate.metric, value)


class Scale:
    """Maps figures to 0 to 100, with a margin on both sides."""

    def __init__(self, shown: Sequence[float]) -> None:
        low, high = min(shown), max(shown)
        margin = 0.12 * (high - low) or abs(high) * 0.1 or 1.0
        self.start, self.span = low - margin, high - low + 2 * margin

    def __call__(self, x: float) -> float:
        return round(100 * (x - self.start) / self.span, 1)
