"""What changed between two texts, word by word."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

MOST_PAIRS = 20_000
"""Pairs of equal words that a comparison may weigh: its time grows with them."""
MOST_PIECES = 200
"""A difference in more pieces than this is not read by anybody."""
# A word, or one sign: what is written without spaces is compared sign by sign.
SIGN = r"!-/:-@\[-`{-~\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
TOKEN = re.compile(rf"[{SIGN}]|[^\s{SIGN}]+|\s+")


@dataclass(frozen=True, slots=True)
class Piece:
    kind: Literal["same", "out", "in"]
    text: str


def diff(before: str, after: str, most_pairs: int = MOST_PAIRS) -> list[Piece]:
    """The pieces that turn one text into the other; too long a comparison replaces the whole."""
    old, new = TOKEN.findall(before), TOKEN.findall(after)
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    head, tail = old[:start], old[len(old) - end :]
    old, new = old[start : len(old) - end], new[start : len(new) - end]
    middle = _whole(old, new) if _pairs(old, new) > most_pairs else _matched(old, new)
    if len(middle) > MOST_PIECES:
        middle = _whole(old, new)
    return _pieces(("same", head), *middle, ("same", tail))


Run = tuple[Literal["same", "out", "in"], list[str]]


def _matched(old: list[str], new: list[str]) -> list[Run]:
    runs: list[Run] = []
    # Space joins equal words, but is no reason to look for any: it is everywhere.
    matcher = SequenceMatcher(str.isspace, old, new, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        runs += [("same", old[i1:i2])] if tag == "equal" else _whole(old[i1:i2], new[j1:j2])
    return runs


def _whole(old: list[str], new: list[str]) -> list[Run]:
    return [("out", old), ("in", new)]


def _pieces(*runs: Run) -> list[Piece]:
    return [Piece(kind, "".join(tokens)) for kind, tokens in runs if tokens]


def _common(old: list[str], new: list[str]) -> int:
    """How many tokens the two begin with alike."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((i for i, (a, b) in pairs if a != b), min(len(old), len(new)))


def _pairs(old: list[str], new: list[str]) -> int:
    there = Counter(new)
    return sum(count * there[word] for word, count in Counter(old).items() if not word.isspace())
