from __future__ import annotations

import pytest
from goldenpath_hooks.prompts.nearest import nearest

KNOWN = {"question", "context", "language"}


@pytest.mark.parametrize(
    ("word", "expected"), [("querstion", "question"), ("contexts", "context"), ("lang", "language")]
)
def test_what_was_meant(word: str, expected: str) -> None:
    assert nearest(word, KNOWN) == expected


@pytest.mark.parametrize("word", ["", "x", "history", "question" * 100])
def test_nobody_knows_what_was_meant(word: str) -> None:
    assert nearest(word, KNOWN) == ""


def test_endless_words_take_no_time() -> None:
    assert nearest("question", {"q" * 100_000, "question" * 10_000}) == ""
    assert nearest("question", [f"question{n}" for n in range(100_000)]) == ""
