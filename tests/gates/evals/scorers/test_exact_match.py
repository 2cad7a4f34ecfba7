from __future__ import annotations

import pytest

from tests.gates.evals.scorers.support import a_case, an_answer, scored


@pytest.mark.parametrize(
    ("expected", "text", "value"),
    [
        ("Paris", "Paris", 1),
        ("", "", 1),
        ("Paris", "paris", 0),
        ("Paris", "Paris ", 0),
        ("\u00e9", "e\u0301", 0),
    ],
)
def test_every_character_counts(expected: str, text: str, value: float) -> None:
    found = scored("exact_match", a_case(text=expected), an_answer(text))
    assert found == {"exact_match": value}


def test_an_answer_without_a_text_is_read_as_a_whole() -> None:
    answer = an_answer(None, body={"city": "Paris"})
    case = a_case(text='{"city": "Paris"}')
    assert scored("exact_match", case, answer) == {"exact_match": 1}


def test_noop_without_an_expected_text() -> None:
    assert scored("exact_match", a_case(contains=("Paris",)), an_answer()) == {}
