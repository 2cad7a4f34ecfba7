from __future__ import annotations

import pytest
from goldenpath_hooks.prompts.read import read
from goldenpath_hooks.prompts.tokens import prompt_tokens, static, tokens

from tests.hooks.prompts.rules.asking import prompty


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 0),
        ("a", 1),
        ("four", 1),
        ("fives", 2),
        ("\u0434\u0430", 1),
        ("\u0434\u0430\u0434", 2),
        ("\u4f60\u597d", 2),
        ("\U0001f600", 1),
        ("four\u4f60\u0434\u0430", 3),
    ],
)
def test_tokens(text: str, expected: int) -> None:
    assert tokens(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a {{ b }} c", "a  c"),
        ("{% if a %}b{% endif %}c{# d #}", "bc"),
        ("{{{ b }}}c", "}c"),
        pytest.param("a {{ b", "a  b", id="an open tag is text"),
        pytest.param("a { b } c", "a { b } c", id="no tag"),
    ],
)
def test_static(text: str, expected: str) -> None:
    assert static(text) == expected


def test_static_is_linear() -> None:
    assert len(static("{{" * 200_000)) == 0


def test_prompt_tokens() -> None:
    text = prompty("sample:\n  question: fives\n", "user:\nfour{{question}}\n")
    (prompt,) = read("prompts/a.prompty", text.encode()).prompts
    assert prompt_tokens(prompt) in (3, 4)  # whether the line end belongs to the message
