"""Whether the service grows with what it answers."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import combinations

from goldenpath_gates.errors import IncompleteError

MEGABYTE = 10**6
WARM_UP = 1 / 3
"""Share of the run in which caches fill and pools open: growth there is no leak."""
MOST_POINTS = 60
LEAST_POINTS = 5
LOOKS = 100


@dataclass
class Watch:
    """Resident memory by the number of answers: `points` are answers and bytes."""

    pid: int
    every: int
    points: list[tuple[int, int]] = field(default_factory=list)

    def count(self, answered: int) -> None:
        if answered % self.every == 0:
            self.points.append((answered, resident(self.pid)))


def resident(pid: int) -> int:
    """Bytes of a process and all that it started. Raises IncompleteError when it is gone."""
    import psutil  # type: ignore[import-untyped]

    try:
        head = psutil.Process(pid)
        total: int = head.memory_info().rss
    except psutil.Error:
        raise IncompleteError("the service ended while its memory was watched") from None
    for child in head.children(recursive=True):
        with suppress(psutil.Error):
            total += child.memory_info().rss
    return total


def growth(points: Sequence[tuple[int, int]]) -> float:
    """MB per 1,000 answers: the median of the slopes between all pairs of points, which a single
    garbage collection does not bend. Raises IncompleteError for too few points."""
    settled = points[round(len(points) * WARM_UP) :]
    settled = settled[:: max(1, len(settled) // MOST_POINTS)]
    slopes = [(b - a) / (n - m) for (m, a), (n, b) in combinations(settled, 2) if n != m]
    if len(settled) < LEAST_POINTS or not slopes:
        raise IncompleteError(
            f"memory was seen {len(settled)} times, at least {LEAST_POINTS} are needed: let the "
            "phases last longer"
        )
    return statistics.median(slopes) * 1000 / MEGABYTE
