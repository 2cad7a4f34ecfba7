"""Runs as arrays: what each case scored, now and in the baseline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
from goldenpath_gates.evals.gates import judge as gates
from goldenpath_gates.evals.gates.ruling import Ruling
from goldenpath_gates.evals.record import Record
from goldenpath_gates.evals.scorers.registry import Metric
from goldenpath_gates.evals.scores import Scores
from goldenpath_gates.evals.settings import Eval, Gate

TODAY = date(2026, 6, 1)
METRICS = {
    "success": Metric("success", 0.0, 1.0, "higher", passing=1.0),
    "attack_success": Metric("attack_success", 0.0, 1.0, "lower", passing=0.0),
    "latency_ms": Metric("latency_ms", 0.0, None, "lower", unit="ms"),
    "cost_usd": Metric("cost_usd", 0.0, None, "lower", unit="USD"),
}
Columns = Mapping[str, Sequence[float | None]]


def passes(right: int, cases: int = 1000) -> Sequence[float | None]:
    return [1.0] * right + [0.0] * (cases - right)


def run(columns: Columns, **of_each: Any) -> Scores:
    """A run with these scores; None is a metric that the case does not ask for."""
    cases = len(next(iter(columns.values())))
    return Scores.of(
        Record(
            f"case-{row}",
            "golden.jsonl",
            "?",
            tags=("even",) if row % 2 == 0 else (),
            scores={name: v for name, c in columns.items() if (v := c[row]) is not None},
            **of_each,
        )
        for row in range(cases)
    )


def spread_out(columns: Columns, noise: float, seed: int = 1) -> dict[str, list[float | None]]:
    """The same figures, each a little different."""
    factors = np.random.default_rng(seed).normal(1, noise, len(next(iter(columns.values()))))
    return {
        name: [v and v * float(f) for v, f in zip(column, factors, strict=True)]
        for name, column in columns.items()
    }


def ruled(
    gate: Gate,
    now: Scores | Columns,
    before: Scores | Columns | None = None,
    *,
    changed: bool = True,
    confirmed: bool = True,
    settings: Eval | None = None,
) -> Ruling:
    scores = [one if isinstance(one, Scores | None) else run(one) for one in (now, before)]
    assert scores[0] is not None
    (ruling,) = gates.judge(
        scores[0],
        scores[1],
        [gate],
        settings or Eval(),
        METRICS,
        changed=changed,
        today=TODAY,
        confirmed=confirmed,
    )
    return ruling
