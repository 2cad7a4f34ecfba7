"""A judge's word on each pair, as a metric of both sides."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import islice

from goldenpath_gates.evals.record import Record
from goldenpath_gates.evals.scorers.texts import dumped

Prefer = Callable[[str, str, str], str]
"""Question and two answers to `first`, `second` or `tie`."""
POINTS = {"first": (1.0, 0.0), "second": (0.0, 1.0), "tie": (0.5, 0.5)}
Both = tuple[Record, Record]


def preferred(pairs: Iterable[Both], prefer: Prefer, at_once: int) -> Iterator[Both]:
    """The pairs with `preference` where both versions answered, some judged at the same time."""
    with ThreadPoolExecutor(at_once) as pool:
        rest = iter(pairs)
        while batch := list(islice(rest, 4 * at_once)):
            yield from pool.map(lambda pair: _judged(pair, prefer), batch)


def _judged(pair: Both, prefer: Prefer) -> Both:
    primary, candidate = pair
    if primary.text is None or candidate.text is None:
        return pair
    points = POINTS[prefer(dumped(primary.input), primary.text, candidate.text)]
    return tuple(  # type: ignore[return-value]
        replace(record, scores={**record.scores, "preference": point})
        for record, point in zip(pair, points, strict=True)
    )
