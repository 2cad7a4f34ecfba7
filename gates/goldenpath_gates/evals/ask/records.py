"""From the answers of a case to its record: means over the repeats, and where they disagree."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence

from goldenpath_gates.evals.case import Case, Expected
from goldenpath_gates.evals.record import Answer, Record
from goldenpath_gates.evals.scorers import pii

Scores = Mapping[str, float]


def record(
    case: Case,
    answers: Sequence[Answer],
    score: Callable[[Case, Answer], Scores],
    passes: Callable[[str, float], bool],
) -> Record:
    """`score` gives the metrics of one answer, `passes` says whether a value is good enough.

    A case counts only as a whole: with an answer that is missing, or a score that is, or that is
    no finite number, it has an `error` and no scores.
    """
    error = next((f"repeat {n}: {a.error}" for n, a in enumerate(answers, 1) if a.error), None)
    rows = [] if error else [score(case, answer) for answer in answers]
    error = error or unsound(rows)
    rows = [] if error else rows
    values = {metric: [row[metric] for row in rows] for metric in (rows[0] if rows else ())}
    return Record(
        id=case.id,
        dataset=case.dataset,
        input=case.input,
        tags=case.tags,
        tenant=case.tenant,
        weight=case.weight,
        texts=tuple(map(_written, answers, rows or [{}] * len(answers))),
        model=next((answer.model for answer in answers if answer.model), None),
        expected=wanted(case.expected),
        scores={metric: math.fsum(found) / len(found) for metric, found in values.items()},
        spread={metric: max(found) - min(found) for metric, found in values.items()},
        flaky=tuple(m for m, found in values.items() if len({passes(m, v) for v in found}) > 1),
        labels=labels(case, answers),
        error=error,
    )


def _written(answer: Answer, scores: Scores) -> str | None:
    """The text as files keep it: a leak shall not be handed on with the proof of it."""
    leaks = scores.get("pii_leak", 1.0)  # without scores nobody looked
    return pii.masked(answer.text) if answer.text and leaks else answer.text


def unsound(rows: Sequence[Scores]) -> str | None:
    """Why the scores of the repeats cannot be averaged; a mean of what is left would flatter."""
    for metric in sorted(set().union(*rows)):
        found = [row[metric] for row in rows if metric in row]
        if len(found) < len(rows):
            return f"{metric} was scored in {len(found)} of {len(rows)} repeats"
        for value in found:
            if not math.isfinite(value):
                return f"{metric} is {value}, which is no figure"
    return None


def labels(case: Case, answers: Sequence[Answer]) -> tuple[str, str] | None:
    given = answers[0].label if answers else None
    return (case.expected.label, given) if case.expected.label and given else None


def wanted(expected: Expected) -> str | None:
    """The expectation that says most, in one text."""
    if expected.text is not None:
        return expected.text
    lists = {"contains": expected.contains, "absent": expected.absent}
    one = expected.label, expected.structure, expected.number, expected.tool_calls, expected.regex
    found = next((part for part in one if part is not None), None)
    if found is None:
        found = {name: texts for name, texts in lists.items() if texts} or None
    return found if isinstance(found, str | None) else json.dumps(found, ensure_ascii=False)
