from __future__ import annotations

import pytest

from tests.gates.evals.scorers.support import a_case, an_answer, scored


@pytest.mark.parametrize(
    ("expected", "text", "value"),
    [
        ("the cat sat", "the cat sat", 1),
        ("the cat sat", "The CAT, sat!", 1),
        ("police killed the gunman", "police kill the gunman", 0.75),
        ("the cat sat", "sat cat the", 1 / 3),
        ("a b c d", "a b", 2 / 3),
        ("\u6771\u4eac\u30bf\u30ef\u30fc", "\u6771\u4eac\u30bf\u30ef\u30fc", 1),
        ("\u6771\u4eac", "\u6771\u5357", 0.5),
        ("\u0414\u0430 \u043c\u0438\u0440", "\u0434\u0430", 2 / 3),
        ("\u00c4pfel", "\u00d6pfel", 0),
        ("the cat", "", 0),
        ("", "", 0),
        ("?!", "?!", 0),
    ],
)  # fmt: skip
def test_common_words_in_order(expected: str, text: str, value: float) -> None:
    found = scored("rouge_l", a_case(text=expected), an_answer(text))
    assert found["rouge_l"] == pytest.approx(value, abs=1e-12)


def test_noop_without_an_expected_text() -> None:
    assert scored("rouge_l", a_case(contains=("cat",)), an_answer()) == {}
