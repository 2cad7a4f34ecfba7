"""How the cases spread: a histogram, the baseline's outline over it, and the percentiles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10

import numpy as np

from goldenpath_gates.evals.report import metrics
from goldenpath_gates.evals.scores import Floats

WIDTH, HEIGHT = 520.0, 150.0
"""Of the drawing, in its own units."""
BARS = 40


@dataclass(frozen=True, slots=True)
class Mark:
    """A vertical line with its label; `end` where the label stands to its left."""

    x: float
    label: str
    end: bool = False


@dataclass(frozen=True, slots=True)
class Histogram:
    """`bars` are x, width and height; `outline` is the baseline as an SVG path, or empty."""

    metric: str
    bars: Sequence[tuple[float, float, float]]
    outline: str
    ticks: Sequence[Mark]
    marks: Sequence[Mark]
    marks_before: Sequence[Mark]
    text: str
    beyond: int
    """Cases right of the drawing, which ends at the 99th percentile where a few lie far out."""


def histogram(metric: str, now: Floats, before: Floats | None) -> Histogram | None:
    now, before = _finite(now), _finite(before if before is not None else np.array([]))
    if not len(now):
        return None
    end = _end(np.concatenate([now, before]))
    counts = np.histogram(now, BARS, (0.0, end))[0] / len(now)
    old = np.histogram(before, BARS, (0.0, end))[0] / max(1, len(before))
    top = max(counts.max(), old.max()) or 1.0
    wide = WIDTH / BARS
    bars = [(i * wide, wide, HEIGHT * n / top) for i, n in enumerate(counts) if n]
    return Histogram(
        metric=metric,
        bars=[(round(x, 1), round(w - 1, 1), round(h, 1)) for x, w, h in bars],
        outline=_outline(HEIGHT * old / top, wide) if len(before) else "",
        ticks=[_mark(metric, tick, end) for tick in _ticks(end)],
        marks=_percentiles(metric, now, end),
        marks_before=_percentiles(metric, before, end) if len(before) else (),
        text=_summary(metric, now, before),
        beyond=int((now > end).sum()),
    )


def _finite(values: Floats) -> Floats:
    finite: Floats = values[np.isfinite(values)]
    return finite


def _end(values: Floats) -> float:
    largest, usual = float(values.max()), float(np.percentile(values, 99))
    return (usual * 1.1 if largest > 2 * usual else largest) or 1.0


def _mark(metric: str, value: float, end: float, name: str = "") -> Mark:
    x = round(WIDTH * min(value / end, 1.0), 1)
    return Mark(x, f"{name} {metrics.number(metric, value)}".strip(), x > 0.75 * WIDTH)


def _percentiles(metric: str, values: Floats, end: float) -> list[Mark]:
    p50, p95 = np.percentile(values, (50, 95))
    return [_mark(metric, p50, end, "p50"), _mark(metric, p95, end, "p95")]


def _summary(metric: str, now: Floats, before: Floats) -> str:
    def of(values: Floats) -> str:
        p50, p95 = np.percentile(values, (50, 95))
        return f"p50 {metrics.number(metric, p50)}, p95 {metrics.number(metric, p95)}"

    text = f"{len(now):,} cases, {of(now)}"
    return f"{text}; baseline {of(before)}" if len(before) else text


def _ticks(end: float) -> list[float]:
    """Four or so round figures from 0."""
    rough = end / 4
    power = 10.0 ** floor(log10(rough))
    step = next(power * k for k in (1, 2, 2.5, 5, 10) if power * k >= rough)
    return [i * step for i in range(6) if i * step <= end * 1.001]


def _outline(heights: Floats, wide: float) -> str:
    steps = [f"M0 {HEIGHT:g}"]
    for i, height in enumerate(heights):
        steps.append(f"V{HEIGHT - height:.1f}H{(i + 1) * wide:.1f}")
    return "".join(steps) + f"V{HEIGHT:g}"
