"""Masks that hold the very value which they replace."""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import log

from goldenpath_gates.seed.masking.originals import HEAD, fold
from goldenpath_gates.seed.masking.rules import Kind

BETWEEN = re.compile(r"[\W_]+")
ALARM = log(1e-3)
"""One column of good masks in more than a thousand is refused by chance."""


class Held:
    """Those of a column. A short value stands in its mask by chance: six digits in twelve others
    once in 140,000 times. So the masks that hold theirs are held against how many would anyway."""

    def __init__(self, kind: Kind) -> None:
        self.line = 0
        self._base = 10.0 if kind == "phone" else 16.0
        self._by_chance = 0.0
        self._values: set[str] = set()

    def add(self, cells: Mapping[tuple[str, str, str], int]) -> None:
        """As they were and as they are, and their lines."""
        for (was, is_, _), line in cells.items():
            value, drawn = _bare(was), _drawn(is_)
            if not HEAD <= len(value) <= len(drawn):
                continue
            self._by_chance += len(drawn) * self._base ** -len(value)
            if value in drawn or value.encode().hex() in drawn:
                self._values.add(value)
                self.line = self.line or line

    def __len__(self) -> int:
        return len(self._values)

    @property
    def too_many(self) -> bool:
        """By Chernoff's bound for a Poisson distribution."""
        times, mean = len(self._values), self._by_chance
        return times > mean and times - mean + times * log(mean / times) < ALARM


def _bare(value: str) -> str:
    """What a mask could hold: of an address what is before the @, of all without what separates."""
    return BETWEEN.sub("", fold(value).lstrip("@").partition("@")[0])


def _drawn(mask: str) -> str:
    """The digits of a mask, without the words around that are the same in many."""
    return mask.partition("@")[0].rpartition(" ")[2].lstrip("+").replace("-", "")
