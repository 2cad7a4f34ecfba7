"""Texts as the scorers compare them."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Any

from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.evals.record import Answer

MOST_WORDS = 20_000
"""Of one text: a runaway answer must not take minutes."""

# Soft hyphens, zero-width and direction marks, tags: they hide a forbidden text from a search.
INVISIBLE = dict.fromkeys(
    (0xAD, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070),
     *range(0xE0000, 0xE0080))
)  # fmt: skip
APOSTROPHES = str.maketrans("\N{RIGHT SINGLE QUOTATION MARK}\N{MODIFIER LETTER APOSTROPHE}", "''")

# Scripts that are written without spaces count by character; \w lacks the vowel signs of others.
WORD = re.compile(
    r"[\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff"
    r"\U00020000-\U0003ffff]"
    r"|(?:[^\W_\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff"
    r"\U00020000-\U0003ffff]|[\u0300-\u036f\u0591-\u05bd\u064b-\u065f\u0900-\u0963\u0966-\u0dff])+"
)


def said(answer: Answer) -> str:
    """The text of an answer, or its whole body where it has none: nothing said goes unread."""
    return dumped(answer.body) if answer.text is None else answer.text


def dumped(value: Any) -> str:
    """As JSON. Raises IncompleteError for what is nested without an end."""
    if isinstance(value, str):
        return value
    try:
        return json.dumps(value, ensure_ascii=False)
    except (RecursionError, TypeError, ValueError) as error:
        raise IncompleteError(f"the answer is no JSON that could be read: {error}") from None


def folded(text: str) -> str:
    """NFKC, without case and invisible characters, white space as single blanks."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.translate(INVISIBLE)).translate(APOSTROPHES)
    return " ".join(text.casefold().split())


def words(text: str) -> list[str]:
    """Words of any script, folded, without punctuation and symbols; the first `MOST_WORDS`.

    On ASCII texts these are the tokens of rouge-score.
    """
    return WORD.findall(folded(text))[:MOST_WORDS]


def share_found(texts: tuple[str, ...], text: str) -> float:
    """How many of the texts occur, upper and lower case alike."""
    whole = folded(text)
    return sum(folded(part) in whole for part in texts) / len(texts)
