"""What an evaluation found: the one object that every report is written from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from goldenpath_gates.evals.gates.ruling import Ruling
from goldenpath_gates.evals.scores import Scores
from goldenpath_gates.report import Finding

Verdict = Literal["passed", "failed", "approval", "incomplete"]
STUB = "model stub: not a quality signal"
"""How a summary ends whose answers come from rules."""
MOST_FLAKY = 50
"""Ids kept of cases whose repeats disagreed."""


@dataclass(frozen=True, slots=True)
class Change:
    """A case whose answer or score differs from the baseline's. `loss` orders: worst first."""

    id: str
    dataset: str
    tags: tuple[str, ...]
    input: Any
    expected: str | None
    before: str | None
    after: str | None
    scores_before: Mapping[str, float]
    scores_after: Mapping[str, float]
    loss: float


@dataclass(frozen=True, slots=True)
class Rendered:
    """What the model was sent for one case; each message as role and text."""

    case: str
    model: str
    options: Mapping[str, Any]
    messages: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Result:
    """`problems` say why a run is incomplete; `facts` what was judged, by which versions.

    facts: `source` (stub, cassette, provider), `models`, `datasets` (path to {hash, cases}),
    `baseline` (its header, or None), `commit`, `library`, `seed`, `repeats`, `confirmed`
    (whether the run was asked again), `started`, `duration_s`, `flaky` (the first ids), `confusion`
    ({expected: {given: count}}).
    """

    verdict: Verdict
    summary: str
    rulings: tuple[Ruling, ...] = ()
    problems: tuple[Finding, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    scores: Scores | None = None
    baseline: Scores | None = None
    changes: tuple[Change, ...] = ()
    """The worst ones; `changed` counts them all."""
    changed: int = 0
    prompts_before: tuple[Rendered, ...] = ()
    prompts_after: tuple[Rendered, ...] = ()
