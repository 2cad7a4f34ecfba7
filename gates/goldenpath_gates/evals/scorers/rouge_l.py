"""How much of the expected text comes in the answer, in order?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from goldenpath_gates.evals.case import Case
from goldenpath_gates.evals.record import Answer
from goldenpath_gates.evals.scorers.registry import Context, Metric, scorer
from goldenpath_gates.evals.scorers.texts import said, words


@scorer(
    (Metric("rouge_l", 0, 1, "higher"),),
    source="Lin, ROUGE: A Package for Automatic Evaluation of Summaries, 2004; rouge-score 0.1.2",
)
def score(case: Case, answer: Answer, context: Context) -> Mapping[str, float]:
    """F1 of the longest common subsequence of words.

    Scored where `expected.text` is given. Precision is the length of that subsequence over the
    words of the answer, recall over those of the expected text. Words are those of any script,
    folded; scripts without spaces, such as Chinese and Thai, count by character. On ASCII texts
    the figure equals rouge-score's without stemming, on others rouge-score sees no word at all.
    0 where one of the two has no word. The first 20,000 words of each text are read.
    """
    if case.expected.text is None:
        return {}
    return {"rouge_l": f_measure(words(case.expected.text), words(said(answer)))}


def f_measure(expected: Sequence[str], given: Sequence[str]) -> float:
    common = common_length(expected, given)
    return 2 * common / (len(expected) + len(given)) if common else 0.0


def common_length(first: Sequence[str], second: Sequence[str]) -> int:
    """Length of the longest common subsequence, a row of the table at a time in one integer.

    Crochemore et al., A fast and practical bit-vector algorithm for the longest common
    subsequence problem, 2001.
    """
    places: dict[str, int] = {}
    for place, word in enumerate(first):
        places[word] = places.get(word, 0) | 1 << place
    ones = (1 << len(first)) - 1
    row = ones
    for word in second:
        here = row & places.get(word, 0)
        row = (row + here | row - here) & ones
    return len(first) - row.bit_count()
