"""What was probably meant by a word that is not known."""

from __future__ import annotations

from collections.abc import Collection

MOST_WORDS, LONGEST_WORD = 200, 64
"""More is no slip of the pen, and comparing it would take for ever."""


def nearest(word: str, known: Collection[str], alike: float = 0.6) -> str:
    """The known word that is most like it, or nothing."""
    from difflib import get_close_matches  # 3 ms, and a rare need

    if len(known) > MOST_WORDS or len(word) > LONGEST_WORD:
        return ""
    short = sorted(other for other in known if len(other) <= LONGEST_WORD)
    return next(iter(get_close_matches(word, short, 1, alike)), "")
