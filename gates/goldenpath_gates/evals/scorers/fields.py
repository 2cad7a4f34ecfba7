"""Which fields were extracted rightly?"""

from __future__ import annotations

from collections.abc import Mapping

from goldenpath_gates.evals.case import Case
from goldenpath_gates.evals.record import Answer
from goldenpath_gates.evals.scorers.registry import Context, Metric, scorer
from goldenpath_gates.evals.scorers.structures import matches


@scorer(
    (
        Metric("field_precision", 0, 1, "higher"),
        Metric("field_recall", 0, 1, "higher"),
        Metric("field_f1", 0, 1, "higher", passing=1),
    ),
    source="precision, recall and F1 of information extraction (van Rijsbergen, 1979)",
)
def score(case: Case, answer: Answer, context: Context) -> Mapping[str, float]:
    """Fields right over fields given, over fields expected, and the harmonic mean of the two.

    Scored where `expected.structure` is given. A field is a scalar with the way to it, such as
    `items[].price = 5`; the order of a list does not count, repetitions do. 1 equals 1.0 but not
    true or "1"; in texts NFKC and white space do not count, case does. A field that is null, and
    an empty list or object, is a field. What is not expected lowers the precision; an answer
    without a structure scores 0.
    """
    if case.expected.structure is None:
        return {}
    right, expected, given = matches(case.expected.structure, answer.structure)
    return {
        "field_precision": right / given,
        "field_recall": right / expected,
        "field_f1": 2 * right / (expected + given),
    }
