"""The ruling of one gate, with the figures that it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from goldenpath_gates.evals.settings import Gate, Tier

Outcome = Literal["passed", "failed", "inconclusive", "incomplete", "not applicable"]


@dataclass(frozen=True, slots=True)
class Ruling:
    """`low` and `high` bound `value`, or, for a comparison, `difference` (now less baseline).

    `inconclusive` passes, with a warning: the data exclude neither a regression nor its absence.
    `tier` is the one that holds today, an advisory period considered. `detectable` is the
    smallest change that this sample shows in nine of ten runs.
    """

    gate: Gate
    outcome: Outcome
    tier: Tier
    sentence: str
    cases: int = 0
    value: float | None = None
    baseline: float | None = None
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    detectable: float | None = None
    regression: bool = False
    """Whether a further look at the same cases could overturn it (see `[eval] confirm`)."""
