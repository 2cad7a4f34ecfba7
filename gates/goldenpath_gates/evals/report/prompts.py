"""What the model is sent now, against what it was sent when the baseline was written."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from goldenpath_gates.evals.report import text, words
from goldenpath_gates.evals.report.words import Piece
from goldenpath_gates.evals.result import Rendered, Result

MOST = 12
"""Sample cases shown: one prompt changed, they only show it with other fillings."""


@dataclass(frozen=True, slots=True)
class Message:
    role: str
    pieces: Sequence[Piece]


@dataclass(frozen=True, slots=True)
class Prompt:
    """`head` holds model and options."""

    case: str
    head: Sequence[Piece]
    messages: Sequence[Message]


def changed(result: Result) -> list[Prompt]:
    """Of the cases that both sides have; empty where no prompt changed."""
    before = {one.case: one for one in result.prompts_before}
    pairs = ((before.get(one.case), one) for one in result.prompts_after)
    return [_prompt(old, new) for old, new in pairs if old is not None and old != new]


def _prompt(old: Rendered, new: Rendered) -> Prompt:
    none = ("", "")
    both = zip_longest(old.messages, new.messages, fillvalue=none)
    messages = [Message(_role(a[0], b[0]), _diff(a[1], b[1])) for a, b in both]
    return Prompt(new.case, _diff(_head(old), _head(new)), messages)


def _role(old: str, new: str) -> str:
    return new if old == new else f"{old or 'none'} → {new or 'none'}"


def _head(rendered: Rendered) -> str:
    options = json.dumps(dict(rendered.options), sort_keys=True, ensure_ascii=False)
    return f"{rendered.model} {options}"


def _diff(old: str, new: str) -> list[Piece]:
    return words.diff(text.shorten(old, text.LONGEST), text.shorten(new, text.LONGEST))
