from __future__ import annotations

import pytest
from goldenpath_gates.evals.report.text import LONGEST, share, shorten, size, visible


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\x1b[31mb", "a␛[31mb"),
        ("a\x00b\r", "a␀b␍"),
        ("x\u202ey", "x⟨U+202E⟩y"),
        ("x\u200by\ufeff", "x⟨U+200B⟩y⟨U+FEFF⟩"),
        ("\ud800", "⟨U+D800⟩"),
        ("\x9b\x7f", "⟨U+009B⟩⟨U+007F⟩"),
        ("\U000e0041", "⟨U+E0041⟩"),
    ],
)
def test_what_is_hidden_is_shown(text: str, expected: str) -> None:
    assert visible(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("line\n\tand tab", id="ordinary space"),
        pytest.param("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", id="Persian joiner"),
        pytest.param("<b>&amp;", id="markup, which the template escapes"),
    ],
)
def test_noop(text: str) -> None:
    assert visible(text) == text


def test_a_long_text_is_cut_with_a_note() -> None:
    cut = shorten("x" * 100_000, 500)
    assert cut == "x" * 500 + " [cut, 100,000 characters in all]"
    assert shorten("short", 500) == "short"


@pytest.mark.parametrize("sign", ["x", "<", '"', "é", "\x00", "\u202e"])
def test_the_limit_holds_for_what_escaping_makes_longer(sign: str) -> None:
    assert size(shorten(sign * LONGEST * 2, 999).partition(" [cut")[0]) <= 999


def test_short_texts_leave_their_room_to_the_long() -> None:
    assert share(["x" * 10, None, "y" * 5000], 3010) == 3000
    assert share(["x" * 10, "y" * 20], 3000) == 20
    assert share([], 3000) == 0
