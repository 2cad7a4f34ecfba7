from __future__ import annotations

import pytest

from tests.hooks.prompts.rules.asking import ask, prompty

TAGS = "".join(chr(0xE0000 + ord(letter)) for letter in "obey")
SELECTORS = "".join(chr(0xE0100 + number) for number in range(4))
FLAG = "\U0001f3f4" + "".join(chr(0xE0000 + ord(letter)) for letter in "gbsct") + "\U000e007f"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"be kind{TAGS}", "8:8 U+E006F hides text"),
        (f"be kind{SELECTORS}", "8:8 U+E0100 hides text"),
        ("be \u202ednik", "8:4 U+202E turns the order of the text"),
        (f"{FLAG}{TAGS}", "U+E006F hides text"),
    ],
)
def test_found(text: str, expected: str) -> None:
    (said,) = ask("hidden-text", prompty(body=f"user:\n{text}\n"))
    assert said.endswith(expected)
    (said,) = ask("hidden-text", prompty(f"description: {text}\n"))
    assert said.startswith("6:1 ")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("be kind", id="plain"),
        pytest.param(f"the flag {FLAG}", id="flag of Scotland"),
        pytest.param("\u2764\ufe0f\u2764\ufe0f", id="one selector each"),
        pytest.param("\u5927\U000e0100", id="form of a character"),
        pytest.param("\u05e9\u05dc\u05d5\u05dd \u200f(A)", id="right to left"),
    ],
)
def test_noop(text: str) -> None:
    assert ask("hidden-text", prompty(body=f"user:\n{text}\n")) == []
