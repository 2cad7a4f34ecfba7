"""Were the relevant documents found, and how early?"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.evals.case import Case
from goldenpath_gates.evals.record import Answer
from goldenpath_gates.evals.scorers.registry import Context, Metric, scorer
from goldenpath_gates.evals.settings import Eval


def metrics(settings: Eval) -> tuple[Metric, ...]:
    k = settings.retrieval_k
    names = (f"precision@{k}", f"recall@{k}", "mrr", f"ndcg@{k}")
    return tuple(Metric(name, 0, 1, "higher") for name in names)


@scorer(
    metrics,
    source="Manning et al., Introduction to Information Retrieval, chapter 8; nDCG of Järvelin "
    "and Kekäläinen, 2002; ir-measures 0.4.3 (P, R, RR, nDCG)",
)
def score(case: Case, answer: Answer, context: Context) -> Mapping[str, float]:
    """How many of the first k documents are relevant, how many of the relevant ones are among them,
    1 over the rank of the first one, and the discounted gain over the best possible one.

    Scored where `expected.documents` names at least one; an empty list says that none is relevant,
    and every figure would be 0 or undefined. k is `[eval] retrieval_k`; mrr looks at all documents.
    A document is relevant or not. The order is the one given, ties included: an answer that lists
    documents of equal score in another order is another answer. An id that comes twice counts
    once, at its first place. Precision divides by k even if fewer were found.
    """
    relevant = frozenset(case.expected.documents or ())
    if not relevant:
        return {}
    found = retrieved(answer)
    k = context.settings.retrieval_k
    hits = [document in relevant for document in found]
    return {
        f"precision@{k}": sum(hits[:k]) / k,
        f"recall@{k}": sum(hits[:k]) / len(relevant),
        "mrr": 1 / (hits.index(True) + 1) if any(hits) else 0.0,
        f"ndcg@{k}": gain(hits[:k]) / gain([True] * min(k, len(relevant))),
    }


def retrieved(answer: Answer) -> list[str]:
    """Each document once. Raises IncompleteError where the answer shows no list, be it empty."""
    if answer.documents is None:
        raise IncompleteError(
            "the case names relevant documents, but the answer shows none: "
            "see [eval.response] documents"
        )
    return list(dict.fromkeys(answer.documents))


def gain(hits: Sequence[bool]) -> float:
    return sum(1 / math.log2(rank + 1) for rank, hit in enumerate(hits, start=1) if hit)
