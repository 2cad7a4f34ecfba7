"""What one gate looks at: the cases it names, now and in the baseline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from zlib import crc32

import numpy as np

from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.evals.scorers.registry import Metric
from goldenpath_gates.evals.scores import Mask, Scores
from goldenpath_gates.evals.settings import Gate, Tier
from goldenpath_gates.evals.statistics.compare import Comparison, compare
from goldenpath_gates.evals.statistics.sample import Sample


@dataclass(frozen=True, slots=True)
class Derived:
    """A figure made of other metrics' scores."""

    metric: str
    factor: float = 1.0
    per: str | None = None


DERIVED: Mapping[str, Derived] = {
    "cost_per_1000": Derived("cost_usd", factor=1000.0),
    "cost_per_success": Derived("cost_usd", per="success"),
}


@dataclass(frozen=True, eq=False)
class Look:
    """`confidence` is the one that decides; `first` a lower one, that only raises a suspicion,
    where the cases can be asked again. `baseline` is aligned with `current`, or says why not."""

    gate: Gate
    tier: Tier
    metric: Metric
    current: Scores
    baseline: Scores | str
    minimum: int
    confidence: float
    first: float | None
    changed: bool
    seed: int
    remedy: str

    @property
    def better(self) -> int:
        return 1 if self.metric.better == "higher" else -1

    @property
    def name(self) -> str:
        """The metric, and which cases of it."""
        gate = self.gate
        parts = {"tag": gate.tag, "tenant": gate.tenant, "dataset": gate.dataset}
        where = ", ".join(f"{kind} {name}" for kind, name in parts.items() if name)
        figure = gate.metric if gate.statistic == "mean" else f"{gate.statistic} of {gate.metric}"
        return f"{figure} ({where})" if where else figure

    @cached_property
    def now(self) -> Sample:
        return self._sample(self.current)

    @cached_property
    def before(self) -> Sample:
        """Raises IncompleteError where there is no baseline that answers for the same cases."""
        if isinstance(self.baseline, str):
            raise IncompleteError(self.baseline)
        for metric in self._needed():
            absent, was_absent = (
                np.isnan(scores.column(metric)) for scores in (self.current, self.baseline)
            )
            differ = (absent != was_absent) & self._named
            if differ.any():
                raise IncompleteError(
                    f"{int(differ.sum())} cases of {self.name} have {metric} in one of run and "
                    f"baseline only: {self.remedy}"
                )
        return self._sample(self.baseline)

    def compared(self, confidence: float) -> Comparison:
        """Now less the baseline."""
        low, high = self.metric.low, self.metric.high
        reach = None if high is None else high - low
        rng = self.rng()
        return compare(self.now, self.before, self.gate.statistic, confidence, rng, reach)

    def rng(self) -> np.random.Generator:
        """The same for the same gate, whichever gates stand beside it."""
        return np.random.default_rng([self.seed, crc32(repr(self.gate).encode())])

    def _needed(self) -> list[str]:
        derived = DERIVED.get(self.gate.metric, Derived(self.gate.metric))
        return [derived.metric] if derived.per is None else [derived.metric, derived.per]

    @cached_property
    def _named(self) -> Mask:
        """The cases with the gate's tag, tenant and dataset."""
        rows = self.current.select(self.gate.tag, self.gate.tenant, self.gate.dataset)
        if not rows.any():
            raise IncompleteError(f"no case belongs to {self.name}: mend the gate or the datasets")
        broken = [id_ for id_, named in self._errors(rows) if named]
        if broken:
            raise IncompleteError(
                f"{len(broken)} cases of {self.name} could not be scored, first {broken[0]}: "
                f"{self.current.errors[broken[0]]}"
            )
        return rows

    def _errors(self, rows: Mask) -> Iterator[tuple[str, bool]]:
        if self.current.errors:
            pairs = zip(self.current.ids, rows, strict=True)
            yield from ((id_, bool(row)) for id_, row in pairs if id_ in self.current.errors)

    @cached_property
    def rows(self) -> Mask:
        """The cases that are scored for the metric."""
        rows = self._named
        for metric in self._needed():
            rows = rows & ~np.isnan(self.current.column(metric))
        if not rows.any():
            raise IncompleteError(
                f"no case was scored for {self.gate.metric}: mend the gate, or what cases expect"
            )
        if rows.sum() < self.minimum:
            raise IncompleteError(
                f"{int(rows.sum())} cases for {self.name}, at least {self.minimum} are needed: add "
                "cases, or lower `minimum`"
            )
        return rows

    def _sample(self, scores: Scores) -> Sample:
        derived = DERIVED.get(self.gate.metric, Derived(self.gate.metric))
        sample = Sample(
            scores.column(derived.metric)[self.rows],
            self.current.weights[self.rows],
            derived.factor,
            None if derived.per is None else scores.column(derived.per)[self.rows],
        )
        if np.isnan(sample.figure(self.gate.statistic)):
            raise IncompleteError(f"{self.name} is no number: there was no success to divide by")
        return sample
