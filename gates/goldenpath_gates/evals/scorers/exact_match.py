"""Is the answer the expected text, character by character?"""

from __future__ import annotations

from collections.abc import Mapping

from goldenpath_gates.evals.case import Case
from goldenpath_gates.evals.record import Answer
from goldenpath_gates.evals.scorers.registry import Context, Metric, scorer
from goldenpath_gates.evals.scorers.texts import said


@scorer((Metric("exact_match", 0, 1, "higher"),), source="SQuAD (Rajpurkar et al., 2016)")
def score(case: Case, answer: Answer, context: Context) -> Mapping[str, float]:
    """1 where the answer is the expected text, character by character, else 0.

    Scored where `expected.text` is given. Unlike SQuAD's, nothing is folded first: that is
    normalised_match. White space at either end counts.
    """
    if case.expected.text is None:
        return {}
    return {"exact_match": float(said(answer) == case.expected.text)}
