from __future__ import annotations

import pytest
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.evals.embedders import hashed
from goldenpath_gates.evals.scorers.registry import Context
from goldenpath_gates.evals.settings import Eval

from tests.gates.evals.scorers.support import a_case, an_answer, scored


@pytest.mark.parametrize(
    ("given", "value"),
    [("refund", 1), (" Refund\n", 1), ("refunds", 0), ("", 0), (None, 0)],
)
def test_the_label_counts_without_case(given: str | None, value: float) -> None:
    found = scored("label", a_case(label="refund"), an_answer(label=given))
    assert found == {"label_accuracy": value}


def test_no_place_for_labels_is_incomplete() -> None:
    with pytest.raises(IncompleteError, match=r"set \[eval.response\] label"):
        scored("label", a_case(label="refund"), an_answer(), Context(Eval(), hashed))


def test_noop_without_an_expected_label() -> None:
    assert scored("label", a_case(text="refund"), an_answer(label="refund")) == {}
