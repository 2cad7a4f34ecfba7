from __future__ import annotations

from math import log2

import pytest
from goldenpath_gates.errors import IncompleteError

from tests.gates.evals.scorers.support import a_case, an_answer, scored

RELEVANT = ("a", "b")


@pytest.mark.parametrize(
    ("documents", "precision", "recall", "mrr", "ndcg"),
    [
        ("ab", 2 / 5, 1, 1, 1),
        ("ba", 2 / 5, 1, 1, 1),
        ("xayb", 2 / 5, 1, 1 / 2, (1 / log2(3) + 1 / log2(5)) / (1 + 1 / log2(3))),
        ("vwxyzab", 0, 0, 1 / 6, 0),
        ("aaaab", 2 / 5, 1, 1, 1),
        ("xxxxxa", 1 / 5, 1 / 2, 1 / 2, 1 / log2(3) / (1 + 1 / log2(3))),
        ("xyz", 0, 0, 0, 0),
        ("", 0, 0, 0, 0),
    ],
)
def test_documents_in_the_order_given(
    documents: str, precision: float, recall: float, mrr: float, ndcg: float
) -> None:
    answer = an_answer(documents=tuple(documents))
    found = scored("retrieval", a_case(documents=RELEVANT), answer)
    assert found == pytest.approx(
        {"precision@5": precision, "recall@5": recall, "mrr": mrr, "ndcg@5": ndcg}
    )


def test_an_answer_that_shows_no_documents_is_incomplete() -> None:
    with pytest.raises(IncompleteError, match=r"see \[eval.response\] documents"):
        scored("retrieval", a_case(documents=RELEVANT), an_answer())


@pytest.mark.parametrize(
    "relevant", [pytest.param((), id="none-is-relevant"), pytest.param(None, id="nobody-asked")]
)
def test_noop_without_a_relevant_document(relevant: tuple[str, ...] | None) -> None:
    assert scored("retrieval", a_case(documents=relevant), an_answer(documents=("a",))) == {}
