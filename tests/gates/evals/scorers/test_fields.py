from __future__ import annotations

from typing import Any

import pytest

from tests.gates.evals.scorers.support import a_case, an_answer, scored

INVOICE = {"number": "A-1", "total": 12.5, "lines": [{"sku": "x"}, {"sku": "y"}]}


@pytest.mark.parametrize(
    ("given", "precision", "recall", "f1"),
    [
        (INVOICE, 1, 1, 1),
        ({**INVOICE, "lines": [{"sku": "y"}, {"sku": "x"}]}, 1, 1, 1),
        ({**INVOICE, "number": " A-1 "}, 1, 1, 1),
        ({"number": "A-1"}, 1, 1 / 4, 2 / 5),
        ({**INVOICE, "currency": "EUR"}, 4 / 5, 1, 8 / 9),
        ({**INVOICE, "lines": [{"sku": "x"}, {"sku": "x"}]}, 3 / 4, 3 / 4, 3 / 4),
        ({**INVOICE, "total": "12.5"}, 3 / 4, 3 / 4, 3 / 4),
        ({"other": 1}, 0, 0, 0),
        ({}, 0, 0, 0),
        ("text", 0, 0, 0),
        (None, 0, 0, 0),
    ],
)
def test_fields_right_of_given_and_of_expected(
    given: Any, precision: float, recall: float, f1: float
) -> None:
    found = scored("fields", a_case(structure=INVOICE), an_answer(structure=given))
    assert found == pytest.approx(
        {"field_precision": precision, "field_recall": recall, "field_f1": f1}
    )


@pytest.mark.parametrize(
    ("expected", "given", "f1"),
    [
        ({"a": 1}, {"a": 1.0}, 1),
        ({"a": True}, {"a": 1}, 0),
        ({"a": None}, {"a": None}, 1),
        ({"a": None}, {}, 0),
        ({"a": []}, {"a": []}, 1),
        ({"a": []}, {"a": {}}, 0),
        ({}, {}, 1),
    ],
)
def test_kinds_of_values(expected: Any, given: Any, f1: float) -> None:
    found = scored("fields", a_case(structure=expected), an_answer(structure=given))
    assert found["field_f1"] == f1


def test_noop_without_an_expected_structure() -> None:
    assert scored("fields", a_case(text="{}"), an_answer(structure=INVOICE)) == {}
