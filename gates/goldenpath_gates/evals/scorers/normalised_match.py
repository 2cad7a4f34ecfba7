"""Is the answer the expected text, but for its typography?"""

from __future__ import annotations

from collections.abc import Mapping

from goldenpath_gates.evals.case import Case
from goldenpath_gates.evals.record import Answer
from goldenpath_gates.evals.scorers.registry import Context, Metric, scorer
from goldenpath_gates.evals.scorers.texts import said, words


@scorer(
    (Metric("normalised_match", 0, 1, "higher"),),
    source="SQuAD (Rajpurkar et al., 2016), with Unicode NFKC in place of ASCII",
)
def score(case: Case, answer: Answer, context: Context) -> Mapping[str, float]:
    """1 where the answer has the words of the expected text in the same order, else 0.

    Scored where `expected.text` is given. Case, compatibility forms (NFKC), white space,
    punctuation and symbols do not count, articles do; so `C++` equals `C`, and `-5` equals `5`:
    numeric_match knows better. Two texts without a word are equal.
    """
    if case.expected.text is None:
        return {}
    return {"normalised_match": float(words(said(answer)) == words(case.expected.text))}
