"""Are the expected texts in the answer?"""

from __future__ import annotations

from collections.abc import Mapping

from goldenpath_gates.evals.case import Case
from goldenpath_gates.evals.record import Answer
from goldenpath_gates.evals.scorers.registry import Context, Metric, scorer
from goldenpath_gates.evals.scorers.texts import said, share_found


@scorer((Metric("contains", 0, 1, "higher", passing=1),), source="own definition")
def score(case: Case, answer: Answer, context: Context) -> Mapping[str, float]:
    """Share of the expected texts that occur in the answer; a case passes with all of them.

    Scored where `expected.contains` is not empty. Case, compatibility forms (NFKC), the amount of
    white space and invisible characters do not count. Parts of words count: `cat` is in
    `category`. A text that is listed twice counts twice.
    """
    if not case.expected.contains:
        return {}
    return {"contains": share_found(case.expected.contains, said(answer))}
