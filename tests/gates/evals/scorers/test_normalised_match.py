from __future__ import annotations

import pytest

from tests.gates.evals.scorers.support import a_case, an_answer, scored


@pytest.mark.parametrize(
    ("expected", "text", "value"),
    [
        ("Paris", "  PARIS. ", 1),
        ("don't", "don\u2019t", 1),
        ("Stra\u00dfe", "STRASSE", 1),
        ("\u00e9t\u00e9", "e\u0301te\u0301", 1),
        ("\uff21\uff22", "AB", 1),
        ("soft\u00adware", "software", 1),
        ("C++", "C", 1),
        ("", "...", 1),
        ("\u0939\u093f\u0928\u094d\u0926\u0940", "\u0939\u0928\u0926", 0),
        ("1.5", "15", 0),
        ("the cat", "cat", 0),
        ("Paris", "Paris, France", 0),
        ("\u00c4pfel", "\u00d6pfel", 0),
    ],
)
def test_typography_does_not_count(expected: str, text: str, value: float) -> None:
    found = scored("normalised_match", a_case(text=expected), an_answer(text))
    assert found == {"normalised_match": value}


def test_noop_without_an_expected_text() -> None:
    assert scored("normalised_match", a_case(label="Paris"), an_answer()) == {}
