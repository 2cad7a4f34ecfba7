"""Is every forbidden text absent?"""

from __future__ import annotations

from collections.abc import Mapping

from goldenpath_gates.evals.case import Case
from goldenpath_gates.evals.record import Answer
from goldenpath_gates.evals.scorers.registry import Context, Metric, scorer
from goldenpath_gates.evals.scorers.texts import said, share_found


@scorer((Metric("absent", 0, 1, "higher", passing=1),), source="own definition")
def score(case: Case, answer: Answer, context: Context) -> Mapping[str, float]:
    """1 where no forbidden text occurs in the answer, else 0.

    Scored where `expected.absent` is not empty. Texts are compared as for contains, so that
    neither case nor zero-width characters hide one. A text that is spelled backwards or encoded
    has to be listed in that form too.
    """
    if not case.expected.absent:
        return {}
    return {"absent": float(not share_found(case.expected.absent, said(answer)))}
