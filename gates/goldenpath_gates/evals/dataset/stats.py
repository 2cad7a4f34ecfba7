"""What a dataset holds, in figures."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from hashlib import sha256
from math import ceil

from goldenpath_gates.evals.case import Case, Expected, Input

GENERATED = "generated"
"""Tag of the variations that `generate` makes: they may well differ by a comma."""
PARTS = [part.name for part in fields(Expected) if part.name != "tolerance"]
QUANTILES = {"shortest": 0.0, "median": 0.5, "p95": 0.95, "longest": 1.0}


@dataclass
class Stats:
    """Counts of cases; `lengths` are characters of the input, each with how often it occurs."""

    cases: int = 0
    datasets: Counter[str] = field(default_factory=Counter)
    tags: Counter[str] = field(default_factory=Counter)
    tenants: Counter[str] = field(default_factory=Counter)
    labels: Counter[str] = field(default_factory=Counter)
    parts: Counter[str] = field(default_factory=Counter)
    lengths: Counter[int] = field(default_factory=Counter)
    duplicates: int = 0
    """Cases whose input another one has, but for case, blanks and punctuation."""

    @classmethod
    def of(cls, cases: Iterable[Case]) -> Stats:
        """In one pass; of each input it keeps eight bytes."""
        stats, inputs = cls(), Inputs()
        for case in cases:
            stats.add(case)
            stats.duplicates += inputs.first(case) is not None
        return stats

    def add(self, case: Case) -> None:
        self.cases += 1
        self.datasets[case.dataset] += 1
        self.tags.update(case.tags)
        self.tenants[case.tenant or "(none)"] += 1
        self.labels.update(filter(None, [case.expected.label]))
        self.parts.update(expects(case))
        self.lengths[len(text_of(case.input))] += 1

    def quantiles(self) -> dict[str, int]:
        return {name: self._length_at(share) for name, share in QUANTILES.items()}

    def _length_at(self, share: float) -> int:
        """The smallest length that this share of the cases does not exceed."""
        left = max(1, ceil(share * self.cases))
        for length, count in sorted(self.lengths.items()):
            left -= count
            if left <= 0:
                return length
        return 0


class Inputs:
    """Inputs as far as their words go, and the place of the case that was the first to have each.

    Equal questions of two tenants are two cases."""

    def __init__(self) -> None:
        self._seen: dict[int, tuple[str, int]] = {}

    def first(self, case: Case) -> tuple[str, int] | None:
        """File and line of an earlier case with the same input."""
        if GENERATED in case.tags:
            return None
        text = f"{case.tenant}\n{normalised(text_of(case.input))}"
        digest = int.from_bytes(sha256(text.encode()).digest()[:8])
        earlier = self._seen.get(digest)
        self._seen.setdefault(digest, (case.dataset, case.line))
        return earlier


def expects(case: Case) -> Iterator[str]:
    """The parts that are given, with `criteria` as one of them."""
    unset = Expected()
    for name in PARTS:
        if getattr(case.expected, name) != getattr(unset, name):
            yield name
    if case.criteria:
        yield "criteria"


def text_of(given: Input) -> str:
    return given if isinstance(given, str) else json.dumps(given, ensure_ascii=False)


def normalised(text: str) -> str:
    """Words alone: without case, punctuation, and forms that look alike (NFKC). A text that has
    no words stays as it is."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    words = "".join(c if c.isalnum() else " " for c in folded).split()
    return " ".join(words) or text
