"""Show the figures of the nightly runs, and what changed since the run before."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from goldenpath_gates.errors import IncompleteError

if TYPE_CHECKING:
    from goldenpath_gates.evals.trend import Run

BARS = "\u2581\u2582\u2583\u2584\u2585\u2586\u2587\u2588"
SHOWN = 30
"""Runs drawn."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a trend.jsonl")
    parser.epilog = "example: goldenpath eval trend evals/trend.jsonl"


def run(args: argparse.Namespace) -> int:
    from goldenpath_gates import console
    from goldenpath_gates.evals import trend

    found = {run.line(): run for path in args.files for run in trend.read(path)}
    runs = sorted(found.values(), key=lambda run: run.date)
    if not runs:
        raise IncompleteError(f"{args.files[0]}: holds no run: `goldenpath run nightly` adds one")
    console.say(console.columns(_rows(runs)))
    console.say("\n" + "\n".join(console.plain(line) for line in _last(runs)))
    return 0


def _rows(runs: Sequence[Run]) -> Iterator[tuple[str, ...]]:
    from goldenpath_gates.evals.report import metrics

    yield "metric", f"last {min(len(runs), SHOWN)} runs", "lowest", "highest", "last", "change"
    for name in sorted({name for run in runs for name in run.metrics}):
        values = [run.metrics.get(name) for run in runs]
        known = [value for value in values if value is not None]
        yield (
            name,
            _bars(values[-SHOWN:]),
            *(metrics.number(name, value) for value in (min(known), max(known), values[-1])),
            metrics.signed(name, _change(values)),
        )


def _bars(values: Sequence[float | None]) -> str:
    """One sign per run, between the lowest and the highest drawn; a dot where there is none."""
    known = [value for value in values if value is not None]
    low, span = min(known, default=0.0), max(known, default=0.0) - min(known, default=0.0)
    return "".join(
        "." if value is None else BARS[round(7 * (value - low) / span) if span else 3]
        for value in values
    )


def _change(values: Sequence[float | None]) -> float | None:
    before, last = (values[-2], values[-1]) if len(values) > 1 else (None, None)
    return None if before is None or last is None else last - before


def _last(runs: Sequence[Run]) -> Iterator[str]:
    last = runs[-1]
    yield f"last run: {last.date}, {last.verdict}, {last.cases:,} cases, commit {last.commit}"
    if len(runs) > 1 and dict(runs[-2].datasets) != dict(last.datasets):
        yield "the datasets changed since the run before: a change may come from other questions"
    if len(runs) > 1 and runs[-2].models != last.models:
        before, now = (", ".join(run.models) or "none" for run in runs[-2:])
        yield f"the models changed since the run before: {before}, now {now}"
