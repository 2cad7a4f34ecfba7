"""The changed cases as cards: before and after side by side, the scores below."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Literal

from goldenpath_gates.evals.report import metrics, text, words
from goldenpath_gates.evals.report.words import Piece
from goldenpath_gates.evals.result import Change

TEXTS = 1_200_000
"""Bytes that the texts of all cards may take together: a page opens at once, also from a mail."""
PAIRS = 1_000_000
"""The same for the comparisons, in pairs of words; see `words.MOST_PAIRS`."""


@dataclass(frozen=True, slots=True)
class Move:
    """One score that changed."""

    metric: str
    before: str
    after: str
    difference: str
    better: bool | None
    """None where nothing can be compared."""


@dataclass(frozen=True, slots=True)
class Card:
    change: Change
    kind: Literal["worse", "better", "text"]
    input: str
    expected: str | None
    before: Sequence[Piece] | None
    after: Sequence[Piece] | None
    moves: Sequence[Move]


def cards(changes: Sequence[Change]) -> list[Card]:
    """In the order given. Long texts are cut, so that the page stays small."""
    room = text.share([*chain.from_iterable(map(_texts, changes))], TEXTS)
    pairs = min(words.MOST_PAIRS, PAIRS // max(1, len(changes)))
    return [_card(change, room, pairs) for change in changes]


def _texts(change: Change) -> tuple[str | None, ...]:
    return _written(change.input), change.expected, change.before, change.after


def _card(change: Change, room: int, pairs: int) -> Card:
    asked, expected, before, after = (
        None if one is None else text.shorten(one, room) for one in _texts(change)
    )
    pieces = words.diff(before or "", after or "", pairs)
    return Card(
        change=change,
        kind="worse" if change.loss > 0 else "better" if change.loss < 0 else "text",
        input=asked or "",
        expected=expected,
        before=None if before is None else [one for one in pieces if one.kind != "in"],
        after=None if after is None else [one for one in pieces if one.kind != "out"],
        moves=moves(change),
    )


def _written(asked: Any) -> str:
    return asked if isinstance(asked, str) else json.dumps(asked, indent=1, ensure_ascii=False)


def moves(change: Change) -> list[Move]:
    """The scores that differ visibly: those of a bounded range first, as latency never repeats,
    and of those the worse ones."""
    names = sorted({*change.scores_before, *change.scores_after})
    found = [move for name in names if (move := _move(change, name))]
    return sorted(
        found, key=lambda move: (not metrics.is_share(move.metric), move.better is not False)
    )


def _move(change: Change, name: str) -> Move | None:
    old, new = change.scores_before.get(name), change.scores_after.get(name)
    if old == new:
        return None
    before, after = metrics.number(name, old) or "none", metrics.number(name, new) or "none"
    if old is None or new is None:
        return Move(name, before, after, "", None)
    difference = metrics.signed(name, new - old)
    if difference == "0":
        return None
    return Move(name, before, after, difference, metrics.gain(name, new - old) > 0)
