"""Each tag against each metric: where the service is weak, and where it changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from goldenpath_gates.evals.report import metrics, summary
from goldenpath_gates.evals.report.summary import Pair
from goldenpath_gates.evals.result import Result
from goldenpath_gates.evals.scores import Mask

MOST_METRICS = 9
MOST_TAGS = 40
FEW = 10
"""With fewer cases than this a difference is shown without a colour: it may well be noise."""
STEPS = (0.005, 0.02, 0.08)
"""Differences, as a share, from which a cell is coloured, more, and most."""


@dataclass(frozen=True, slots=True)
class Cell:
    """`difference` is empty where there is none; `level` runs from -3, much worse, to 3."""

    value: str
    difference: str
    level: int


@dataclass(frozen=True, slots=True)
class Line:
    name: str
    cases: int
    cells: Sequence[Cell | None]


@dataclass(frozen=True, slots=True)
class Table:
    metrics: Sequence[str]
    lines: Sequence[Line]
    left_out: Sequence[str]
    """Sentences on what did not fit."""


def table(result: Result, both: Pair) -> Table:
    """All cases first, then the tags with the most cases, by name; of the metrics `success` and
    those of the gates first."""
    shares = [name for name in both.now.columns if metrics.is_share(name)]
    wanted = ["success", *(ruling.gate.metric for ruling in result.rulings), *shares]
    order = [name for name in dict.fromkeys(wanted) if name in shares]
    columns = order[:MOST_METRICS]
    masks = {tag: both.now.select(tag=tag) for tag in both.now.tags}
    tags = sorted(masks, key=lambda tag: (-int(masks[tag].sum()), tag))
    everything = np.ones(len(both.now), dtype=bool)
    lines = [_line(both, "all cases", everything, columns)]
    lines += [_line(both, tag, masks[tag], columns) for tag in sorted(tags[:MOST_TAGS])]
    return Table(columns, lines, _left_out(order[MOST_METRICS:], tags[MOST_TAGS:]))


def _line(both: Pair, name: str, mask: Mask, columns: Sequence[str]) -> Line:
    return Line(name, int(mask.sum()), [_cell(both, metric, mask) for metric in columns])


def _cell(both: Pair, metric: str, mask: Mask) -> Cell | None:
    row = summary.row(both, metric, mask)
    if row is None:
        return None
    value = metrics.number(metric, row.mean)
    difference = metrics.signed(metric, row.difference, unit=False)
    if row.difference is None or difference == "0" or row.cases < FEW:
        return Cell(value, difference if difference != "0" else "", level=0)
    return Cell(value, difference, _level(metrics.gain(metric, row.difference)))


def _level(gain: float) -> int:
    steps = sum(abs(gain) >= step for step in STEPS)
    return steps if gain > 0 else -steps


def _left_out(others: Sequence[str], tags: Sequence[str]) -> list[str]:
    sentences = []
    if others:
        sentences.append(f"Only under All metrics: {', '.join(others)}.")
    if tags:
        sentences.append(f"Not shown: {len(tags)} tags with fewer cases.")
    return sentences
