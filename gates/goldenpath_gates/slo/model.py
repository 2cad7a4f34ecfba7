"""What `slo.yaml` says, as far as every gate can honour it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Gate = Literal["alert", "canary", "load", "freeze"]
LOADED = ("availability", "p95-plain", "p95-ai", "ttft")
"""What the objectives are called, behind the service's name, that a load test can measure."""
STEP_S = 300
"""Seconds between the samples that an error budget is summed over."""


@dataclass(frozen=True)
class Ratio:
    """At most 1 - `target` of what `total` counts may be in `bad`. Both are selectors of counters,
    written with braces."""

    name: str
    description: str
    target: float
    window: str
    gates: frozenset[Gate]
    may_be_quiet: bool
    bad: str
    total: str


@dataclass(frozen=True)
class Threshold:
    """What `query` gives is at most `value`, in at least `slice_target` of the time of a slice; and
    that in at least `target` of all slices. `percentile` is what the query computes, from 0 to
    100; None where it is no percentile."""

    name: str
    description: str
    target: float
    window: str
    gates: frozenset[Gate]
    may_be_quiet: bool
    query: str
    value: float
    slice: str
    slice_target: float
    percentile: float | None


Objective = Ratio | Threshold


@dataclass(frozen=True)
class Promises:
    """`peak` is in requests per second; with fewer than `least_requests` in five minutes nobody
    judges a canary. `prometheus` is the address inside of the cluster."""

    service: str
    peak: int
    least_requests: int
    prometheus: str
    objectives: tuple[Objective, ...]

    def of(self, gate: Gate) -> Iterator[Objective]:
        return (one for one in self.objectives if gate in one.gates)

    def objective(self, suffix: str) -> Objective | None:
        """By the part of its name behind the service's, such as `p95-ai`."""
        name = f"{self.service}-{suffix}"
        return next((one for one in self.objectives if one.name == name), None)

    @property
    def traffic(self) -> str:
        """The selector of the counter of all requests: the first ratio's total."""
        return next(one.total for one in self.objectives if isinstance(one, Ratio))
