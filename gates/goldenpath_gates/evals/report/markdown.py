"""The short form, for the summary of a change request."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from goldenpath_gates.evals.gates.ruling import Ruling
from goldenpath_gates.evals.report import cases, facts, headline, metrics, whisker
from goldenpath_gates.evals.report.page import ordered
from goldenpath_gates.evals.report.text import visible
from goldenpath_gates.evals.result import STUB, Change, Result
from goldenpath_gates.views import cell, table

HEADER = ("gate", "outcome", "value", "interval", "baseline", "difference")
WORST, PROBLEMS = 5, 10


def text(result: Result, folder: Path) -> str:
    """`folder` holds the whole report, and has the name of what was run."""
    parts = (
        f"### {folder.name}: {result.verdict}",
        *_parts(result),
        f"The whole report is `{folder}/index.html`.",
    )
    return visible("\n\n".join(parts)) + "\n"


def _parts(result: Result) -> Iterator[str]:
    yield _cell(headline.without_problems(result))
    if facts.is_stub(result):
        yield f"{STUB.capitalize()}."
    if result.problems:
        yield table(("not judged",), ((_cut(str(one)),) for one in result.problems[:PROBLEMS]))
        if len(result.problems) > PROBLEMS:
            yield f"{len(result.problems) - PROBLEMS} more in the report."
    if result.rulings:
        yield table(HEADER, map(_row, ordered(result.rulings)))
    if result.changed:
        yield f"{result.changed:,} cases changed, the worst:"
        yield table(("case", "scores"), map(_change, result.changes[:WORST]))


def _row(ruling: Ruling) -> tuple[str, ...]:
    gate = ruling.gate
    tier = "" if ruling.tier == "block" else f" ({ruling.tier})"
    return (
        f"{metrics.title(gate)}: {metrics.demand(gate)}",
        f"{ruling.outcome}{tier}",
        metrics.number(gate.metric, ruling.value),
        whisker.interval(ruling),
        metrics.number(gate.metric, ruling.baseline),
        metrics.difference(gate, ruling.difference),
    )


def _change(change: Change) -> tuple[str, str]:
    moves = [f"{one.metric} {one.before} to {one.after}" for one in cases.moves(change)[:4]]
    return _cut(change.id), ", ".join(moves) or "another text, the same scores"


def _cell(text: str) -> str:
    return cell(_cut(text))


def _cut(text: str) -> str:
    return text[:300]
