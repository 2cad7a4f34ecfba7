"""Two runs of the same cases, judged as the gates judge: every metric, paired, with intervals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.evals.changes import changes
from goldenpath_gates.evals.gates import problems
from goldenpath_gates.evals.gates.judge import judge, verdict
from goldenpath_gates.evals.gates.ruling import Ruling
from goldenpath_gates.evals.report import metrics, summary
from goldenpath_gates.evals.report.side import Side
from goldenpath_gates.evals.report.summary import Pair
from goldenpath_gates.evals.result import Result
from goldenpath_gates.evals.scorers.score import all_metrics
from goldenpath_gates.evals.scores import Scores
from goldenpath_gates.evals.settings import Eval, Gate

POINTS = 0.02
"""A share of 0 to 1 may be worse by this much before it counts as a regression."""
SHARE = 0.1
"""A figure without an upper end, by this share of what it was."""


def compared(before: Side, after: Side, settings: Eval, today: date) -> Result:
    """Failed where a metric regressed.

    Raises IncompleteError where the two were asked different cases.
    """
    _require_same_questions(before, after)
    known = all_metrics(settings)
    old, new = Scores.of(before.records()), Scores.of(after.records())
    worst, changed = changes(after.records(), before.records(), known)
    rulings = judge(
        new, old, _gates(old, new), settings, known, changed=True, today=today, confirmed=True
    )
    found = (*problems.coverage(new, old.ids), *problems.size(new, settings.minimum))
    return Result(
        verdict=verdict(rulings, found),
        summary=_summary(rulings, len(new)),
        rulings=tuple(rulings),
        problems=found,
        facts={**after.facts, "baseline": before.header},
        scores=new,
        baseline=old,
        changes=worst,
        changed=changed,
    )


def _require_same_questions(before: Side, after: Side) -> None:
    old, new = before.hashes, after.hashes
    if differing := sorted(path for path in old.keys() & new.keys() if old[path] != new[path]):
        raise IncompleteError(
            f"{differing[0]} changed between the two: only answers to the same cases compare"
        )


def _gates(old: Scores, new: Scores) -> list[Gate]:
    """One for each metric that either side has: one that vanished is not comparable.

    However few cases have it: a run as a whole must be large enough, a metric need not.
    """
    names = sorted({*old.columns, *new.columns})
    return [Gate(name, drop=_allowed(name, old), minimum=1) for name in names]


def _allowed(name: str, old: Scores) -> float:
    if metrics.is_share(name):
        return POINTS
    row = summary.row(Pair(old, None), name)
    return SHARE * abs(row.mean) if row else 0.0


def _summary(rulings: Sequence[Ruling], cases: int) -> str:
    worse = [ruling.gate.metric for ruling in rulings if ruling.outcome == "failed"]
    said = f"worse: {', '.join(worse)}" if worse else "none is worse by more than chance"
    return f"{len(rulings)} metrics over {cases:,} cases, {said}."
