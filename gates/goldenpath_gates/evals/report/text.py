"""Texts of strangers as a page may show them: nothing hidden, and no longer than it bears."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

LONGEST = 8000
"""Characters of one text, however few there are."""
# Controls, marks that turn the direction of writing, and characters without a shape. The joiners
# U+200C and U+200D stay: Persian and emoji need them.
HIDDEN = (
    *((0x00, 0x08), (0x0B, 0x1F), (0x7F, 0x9F), (0xAD, 0xAD), (0x061C, 0x061C), (0x180E, 0x180E)),
    *((0x200B, 0x200B), (0x200E, 0x200F), (0x2028, 0x202E), (0x2060, 0x206F), (0xFEFF, 0xFEFF)),
    *((0xFFF9, 0xFFFB), (0xD800, 0xDFFF), (0xE0000, 0xE007F)),
)


def visible(text: str) -> str:
    """With a picture or the number of each character that is not seen; it can be encoded."""
    return text.translate(PICTURES)


def _picture(code: int) -> str:
    return chr(0x2400 + code) if code < 0x20 else f"⟨U+{code:04X}⟩"


PICTURES = {code: _picture(code) for first, last in HIDDEN for code in range(first, last + 1)}


def share(texts: Sequence[str | None], budget: int) -> int:
    """The bytes that each text may take in a page so that all of them fit the budget: short ones
    leave their room to the long."""
    sizes = sorted(size(shorten(text, LONGEST)) for text in texts if text)
    for place, length in enumerate(sizes):
        fair = budget // (len(sizes) - place)
        if length > fair:
            return fair
        budget -= length
    return sizes[-1] if sizes else 0


def shorten(text: str, limit: int) -> str:
    """At most `limit` bytes once it is escaped, and a note where something was cut."""
    shown = visible(text[:LONGEST])
    if size(shown) > limit:
        shown = shown[: _characters(shown, limit)]
    elif len(text) <= LONGEST:
        return shown
    return f"{shown} [cut, {len(text):,} characters in all]"


def size(text: str) -> int:
    return len(escape(text).encode())


def _characters(text: str, limit: int) -> int:
    """How many characters fit the bytes: bisection, as an escaped text cannot be cut."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if size(text[:middle]) <= limit else (low, middle - 1)
    return low
