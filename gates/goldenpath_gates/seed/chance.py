"""Numbers by chance that are the same on every machine and in every Python.

The `random` module promises that for a few of its functions only, and for none of them row by row:
here each number depends on the seed, the column and the row alone, so a value can be asked for in
any order. All arithmetic is in whole numbers, since logarithms differ in their last digit.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from hashlib import blake2b
from itertools import accumulate

Draw = Callable[[int], int]
"""Of a row: a number below 2**64."""

SCALE = 1 << 40
WIDTH = 64


def draws(seed: int, stream: str) -> Draw:
    """One stream of numbers for each name."""
    begun = blake2b(stream.encode(), digest_size=WIDTH // 8, key=seed.to_bytes(8, "big"))

    def draw(row: int) -> int:
        digest = begun.copy()
        digest.update(row.to_bytes(8, "big"))
        return int.from_bytes(digest.digest(), "big")

    return draw


def even(drawn: int, count: int) -> int:
    """One of so many, each as likely."""
    return drawn * count >> WIDTH


def heavy(drawn: int, low: int, high: int) -> int:
    """A bounded Pareto of index 1 by its inverse: half of all lie below about twice `low`."""
    if low == high:
        return low
    whole = 1 << WIDTH
    return low * (high + 1) * whole // ((high + 1) * whole - drawn * (high + 1 - low))


class Weighted:
    """Picks a position by whole weights."""

    def __init__(self, weights: Iterable[int]) -> None:
        self._upto = list(accumulate(weights))

    def pick(self, drawn: int) -> int:
        return bisect_right(self._upto, even(drawn, self._upto[-1]))


def zipf(count: int) -> Weighted:
    """The second is half as frequent as the first, the third a third."""
    return Weighted(SCALE // rank for rank in range(1, count + 1))
