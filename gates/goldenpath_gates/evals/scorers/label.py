"""Is the label the expected one?"""

from __future__ import annotations

from collections.abc import Mapping

from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.evals.case import Case
from goldenpath_gates.evals.record import Answer
from goldenpath_gates.evals.scorers.registry import Context, Metric, scorer
from goldenpath_gates.evals.scorers.texts import folded


@scorer((Metric("label_accuracy", 0, 1, "higher", passing=1),), source="classification accuracy")
def score(case: Case, answer: Answer, context: Context) -> Mapping[str, float]:
    """1 where the label is the expected one, else 0; the mean is the accuracy.

    Scored where `expected.label` is given. Case and white space do not count. An answer without a
    label is wrong; where `[eval.response] label` does not say where labels are, nothing can be
    judged. The report shows which label was taken for which.
    """
    if case.expected.label is None:
        return {}
    if answer.label is None and context.settings.response.label is None:
        raise IncompleteError(
            "the case expects a label, but nothing says where the answer has one: "
            "set [eval.response] label"
        )
    given = folded(answer.label or "")
    return {"label_accuracy": float(given == folded(case.expected.label))}
