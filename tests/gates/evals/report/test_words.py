from __future__ import annotations

import time

import pytest
from goldenpath_gates.evals.report.words import MOST_PIECES, diff
from hypothesis import given, settings
from hypothesis import strategies as st


def marked(before: str, after: str) -> str:
    signs = {"same": "{}", "out": "[-{}-]", "in": "[+{}+]"}
    return "".join(signs[piece.kind].format(piece.text) for piece in diff(before, after))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("a small share", "a tiny share", "a [-small-][+tiny+] share"),
        ("Be brief.\nCite.", "Be brief and clear.\nCite.", "Be brief[+ and clear+].\nCite."),
        ("one two three", "two three", "[-one -]two three"),
        ("", "new", "[+new+]"),
        ("old", "", "[-old-]"),
        ("end.", "end!", "end[-.-][+!+]"),
        ("a  b", "a b", "a[-  -][+ +]b"),
        ("カナリア", "カナリヤ", "カナリ[-ア-][+ヤ+]"),
        ("नमस्ते दुनिया", "नमस्ते भारत", "नमस्ते [-दुनिया-][+भारत+]"),
        ("do not", "don't", "[-do not-][+don't+]"),
    ],
)
def test_the_words_that_changed(before: str, after: str, expected: str) -> None:
    assert marked(before, after) == expected


@pytest.mark.parametrize("text", ["", "same", "two words\n", "\u202e"])
def test_noop(text: str) -> None:
    assert marked(text, text) == text


@settings(derandomize=True, max_examples=200)
@given(st.text("ab .\n", max_size=60), st.text("ab .\n", max_size=60))
def test_the_pieces_of_a_side_are_the_text_of_that_side(before: str, after: str) -> None:
    pieces = diff(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "in") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "out") == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("a b " * 2000, "a c " * 2000, id="the same word again and again"),
        pytest.param("x " * 4000, "y " * 4000, id="nothing in common"),
        pytest.param(
            " ".join(f"a x{i}" for i in range(900)),
            " ".join(f"a y{i}" for i in range(900)),
            id="one word between different ones",
        ),
    ],
)
def test_long_texts_take_bounded_time_and_give_few_pieces(before: str, after: str) -> None:
    start = time.process_time()
    pieces = diff(before, after)
    assert time.process_time() - start < 1.0
    assert len(pieces) <= MOST_PIECES + 2
