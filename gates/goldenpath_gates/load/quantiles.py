"""Exact quantiles: every measurement is kept, so nothing is rounded into a bucket."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping


def quantile(values: Iterable[float], share: float) -> float:
    """The smallest value that `share` of all do not exceed. Raises ValueError for none."""
    ordered = sorted(values)
    if not ordered:
        raise ValueError("nothing was measured")
    return ordered[max(0, math.ceil(len(ordered) * share - 1e-9) - 1)]


def of_counts(counts: Mapping[float, int], share: float) -> float:
    """The same where equal values are counted."""
    rank = math.ceil(sum(counts.values()) * share - 1e-9)
    for value, count in sorted(counts.items()):
        rank -= count
        if rank <= 0:
            return value
    raise ValueError("nothing was measured")
