"""The gates' statistics on two versions that answered the same questions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from goldenpath_gates.evals.gates import judge, problems
from goldenpath_gates.evals.gates.look import DERIVED
from goldenpath_gates.evals.gates.ruling import Ruling
from goldenpath_gates.evals.scores import Floats, Mask, Scores
from goldenpath_gates.evals.settings import Eval, Gate
from goldenpath_gates.evals.shadow.measure import METRICS
from goldenpath_gates.evals.shadow.rules import ERRORS, GATES
from goldenpath_gates.report import Finding


@dataclass(frozen=True)
class Compared:
    rulings: tuple[Ruling, ...]
    problems: tuple[Finding, ...]


def compared(
    primary: Scores, candidate: Scores, gates: Sequence[Gate], settings: Eval, today: date
) -> Compared:
    """Both hold the same pairs in the same order.

    Errors of the candidate are judged over all pairs, everything else over those that both
    versions answered. A figure that only one side gave makes the comparison incomplete.
    """
    answered = np.flatnonzero(candidate.column(ERRORS) == 0)
    before, after = primary.taken(answered), candidate.taken(answered)
    one_sided = dict(_one_sided(before, after))
    before, after = (_without(scores, one_sided) for scores in (before, after))
    errors = [gate for gate in gates if gate.metric == ERRORS]
    others = [gate for gate in gates if gate.metric != ERRORS and _asked(gate, primary, candidate)]
    return Compared(
        (
            *_rulings(candidate, primary, errors, settings, today),
            *_rulings(after, before, others, settings, today),
        ),
        (*problems.size(after, settings.minimum), *map(_finding, one_sided.items())),
    )


def _rulings(
    now: Scores, before: Scores, gates: Sequence[Gate], settings: Eval, today: date
) -> list[Ruling]:
    """A candidate is a change, and nobody asks it a recorded question again."""
    if not gates:
        return []  # none would mean the gates of an evaluation
    metrics = {metric.name: metric for metric in METRICS}
    gates = [replace(gate, minimum=gate.minimum or 1) for gate in gates]
    return judge.judge(
        now, before, gates, settings, metrics, changed=True, today=today, confirmed=True
    )


def _asked(gate: Gate, *sides: Scores) -> bool:
    """A gate of the table only where a side has its figure: a service that retrieves nothing has
    no citations. One that the team wrote in any case."""
    derived = DERIVED.get(gate.metric)
    name = derived.metric if derived else gate.metric
    return gate not in GATES or any(name in side.columns for side in sides)


def _one_sided(before: Scores, after: Scores) -> Iterator[tuple[str, Mask]]:
    for name in sorted({*before.columns, *after.columns}):
        rows = np.isnan(before.column(name)) != np.isnan(after.column(name))
        if rows.any():
            yield name, rows


def _without(scores: Scores, rows: dict[str, Mask]) -> Scores:
    blank: dict[str, Floats] = {
        name: np.where(mask, np.nan, scores.column(name)) for name, mask in rows.items()
    }
    return replace(scores, columns={**scores.columns, **blank})


def _finding(found: tuple[str, Mask]) -> Finding:
    name, rows = found
    message = f"{int(rows.sum())} pairs have {name} on one side only: record it on both, or none"
    return Finding("shadow-coverage", message)
