from __future__ import annotations

from typing import Any

import pytest

from tests.gates.evals.scorers.support import a_case, an_answer, scored


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("It costs 42 euros.", 42),
        ("42.", 42),
        ("-5 degrees", -5),
        ("\u22125 degrees", -5),
        ("+7", 7),
        ("$1,234.5", 1234.5),
        ("1.234,5 \u20ac", 1234.5),
        ("1,234", 1234),
        ("1.234", 1.234),
        ("0,123", 0.123),
        ("1,5", 1.5),
        ("1,234,567", 1234567),
        ("1.234.567", 1234567),
        ("6.02e3", 6020),
        ("12kg", 12),
        ("gpt-4 says 7", 7),
        ("v2 has 3", 3),
        ("release 1.2.3 takes 9 s", 9),
        ("2026-01-05", 2026),
        ("(5)", 5),
        ("\u0661\u0662", 12),
        ("3, 4 and 5", 3),
        ("0.5 %", 0.5),
    ],
)
def test_the_first_number_of_the_text(text: str, number: float) -> None:
    found = scored("numeric", a_case(number=number), an_answer(text))
    assert found == {"numeric_match": 1}
    assert scored("numeric", a_case(number=number + 1), an_answer(text)) == {"numeric_match": 0}


@pytest.mark.parametrize("text", ["", "forty-two", "gpt-4", "1.2.3", "1e999", "nan", "inf"])
def test_a_text_without_a_number_is_wrong(text: str) -> None:
    assert scored("numeric", a_case(number=4), an_answer(text)) == {"numeric_match": 0}


@pytest.mark.parametrize(
    ("given", "value"), [("10.1", 1), ("9.9", 1), ("10.11", 0), ("9.89", 0), ("-10", 0)]
)
def test_the_bounds_of_the_tolerance_are_within(given: str, value: float) -> None:
    case = a_case(number=10, tolerance=0.1)
    assert scored("numeric", case, an_answer(given)) == {"numeric_match": value}


@pytest.mark.parametrize(
    ("structure", "value"),
    [({"total": 7}, 1), (7, 1), ([{"a": "x", "b": 7}], 1), ({"ok": True, "n": 7}, 1),
     ({"n": 8, "m": 7}, 0), ({"n": "7"}, 0), (10**400, 0), (None, 0)],
)  # fmt: skip
def test_the_first_number_of_a_structure(structure: Any, value: float) -> None:
    answer = an_answer(None, structure=structure)
    assert scored("numeric", a_case(number=7), answer) == {"numeric_match": value}


def test_noop_without_an_expected_number() -> None:
    assert scored("numeric", a_case(text="7"), an_answer("7")) == {}
