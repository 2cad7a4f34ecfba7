"""Does the expected pattern occur in the answer?"""

from __future__ import annotations

from collections.abc import Mapping

from goldenpath_hooks.service import patterns

from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.evals.case import Case
from goldenpath_gates.evals.record import Answer
from goldenpath_gates.evals.scorers.registry import Context, Metric, scorer
from goldenpath_gates.evals.scorers.texts import said


@scorer(
    (Metric("regex_match", 0, 1, "higher", passing=1),),
    source="the regular expressions of JSON Schema, searched in linear time",
)
def score(case: Case, answer: Answer, context: Context) -> Mapping[str, float]:
    """1 where the pattern occurs somewhere in the answer, else 0.

    Scored where `expected.regex` is given. Case counts; write `(?i)` where it should not, and
    `^...$` for the whole text. Patterns that could take for ever are refused when the dataset is
    read.
    """
    if case.expected.regex is None:
        return {}
    if refusal := patterns.refusal(case.expected.regex):
        raise IncompleteError(f"expected.regex: {refusal}")
    return {"regex_match": float(patterns.occurs(case.expected.regex, said(answer)))}
