"""Samples of one quantity, and what is said about them."""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Series:
    """Samples in `unit`; `aim` is the largest median that is good enough."""

    name: str
    unit: str
    samples: tuple[float, ...]
    aim: float | None = None

    @property
    def median(self) -> float:
        return statistics.median(self.samples)

    @property
    def p90(self) -> float:
        """Nearest rank: a value that was measured."""
        ordered = sorted(self.samples)
        return ordered[-(-len(ordered) * 9 // 10) - 1]

    @property
    def met(self) -> bool | None:
        return None if self.aim is None else self.median <= self.aim

    def to_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "unit": self.unit,
            "median": self.median,
            "min": min(self.samples),
            "p90": self.p90,
            "aim": self.aim,
            "met": self.met,
            "samples": list(self.samples),
        }


def ratios(over: Iterable[float], base: Iterable[float]) -> tuple[float, ...]:
    """Run by run, so that a drift of the machine cancels out."""
    return tuple(a / b for a, b in zip(over, base, strict=True))


def differences(over: Iterable[float], base: Iterable[float]) -> tuple[float, ...]:
    return tuple(a - b for a, b in zip(over, base, strict=True))
