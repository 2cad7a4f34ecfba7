"""Why a case deserves a person's look: low confidence, or figures that disagree."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import inf
from typing import NamedTuple

from goldenpath_gates.evals.record import Record
from goldenpath_gates.evals.scorers.registry import Metric

DISAGREE = (
    ("contains", 1.0, "rouge_l", 0.2),
    ("contains", 1.0, "judge", 0.0),
    ("rouge_l", 0.7, "contains", 0.5),
    ("rouge_l", 0.7, "judge", 0.0),
    ("cosine", 0.8, "contains", 0.5),
    ("cosine", 0.8, "judge", 0.0),
    ("judge", 1.0, "contains", 0.5),
    ("judge", 1.0, "rouge_l", 0.2),
)
"""One metric is at least this, and another, which asks the same in a different way, at most
that: one of the two is wrong about the answer."""
NEAR = 0.34
"""Share of a metric's range by which a case may miss its mark and still be nearly right: one
expected text of three."""
FAR = 0.5
"""Share of a metric's range that no rewording loses."""
SAME = 0.02
"""Share of a metric's range by which scores may differ and still say nothing about a change."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A case with all that it is judged by. `before` is what the baseline, or the version in
    service, answered to it."""

    record: Record
    before: Record | None
    metrics: Mapping[str, Metric]


@dataclass(frozen=True, slots=True)
class Reason:
    """`told` gives the sentence for the reviewer, or None; priority 1 comes first."""

    name: str
    priority: int
    told: Callable[[Seen], str | None]


class Move(NamedTuple):
    metric: Metric
    before: float
    after: float

    @property
    def loss(self) -> float:
        """As a share of the metric's range."""
        known = self.metric
        worse = self.before - self.after if known.better == "higher" else self.after - self.before
        return worse / ((known.high or 1.0) - known.low)


def judge_split(case: Seen) -> str | None:
    score = case.record.scores.get("judge")
    if score is None or (score in (0.0, 1.0) and not case.record.spread.get("judge")):
        return None
    return f"the judge's votes are split: {score:.2f}"


def disagreement(case: Seen) -> str | None:
    scores = case.record.scores
    for good, least, poor, most in DISAGREE:
        if scores.get(good, -inf) >= least and scores.get(poor, inf) <= most:
            return f"{good} is {scores[good]:.2f}, {poor} {scores[poor]:.2f}"
    return None


def flaky(case: Seen) -> str | None:
    names = ", ".join(case.record.flaky)
    return f"repeats disagree on {names}" if names else None


def fell(case: Seen) -> str | None:
    """Passed before and does not pass any more, or lost half of what there was to lose."""
    for move in _moves(case):
        known = move.metric
        if move.loss >= FAR or (known.passes(move.before) and not known.passes(move.after)):
            return f"{known.name} went from {move.before:.2f} to {move.after:.2f}"
    return None


def near_mark(case: Seen) -> str | None:
    for name, value in sorted(case.record.scores.items()):
        metric = case.metrics.get(name)
        if metric is None or metric.passing is None or metric.passes(value):
            continue
        if Move(metric, metric.passing, value).loss <= NEAR:
            return f"{name} is {value:.2f}, its mark {metric.passing:.2f}"
    return None


def unnoticed_change(case: Seen) -> str | None:
    if case.before is None or case.before.text in (None, case.record.text):
        return None
    moved = max((abs(move.loss) for move in _moves(case)), default=0.0)
    return "the answer changed, no score did" if moved <= SAME else None


def _moves(case: Seen) -> Iterator[Move]:
    """Of the metrics of both runs. Those of effort have no range, and say nothing here."""
    before, after = case.before.scores if case.before else {}, case.record.scores
    for name in sorted(before.keys() & after.keys()):
        metric = case.metrics.get(name)
        if metric and metric.high is not None:
            yield Move(metric, before[name], after[name])


REASONS = (
    Reason("judge split", 1, judge_split),
    Reason("scorers disagree", 2, disagreement),
    Reason("flaky", 3, flaky),
    Reason("fell", 4, fell),
    Reason("near the mark", 5, near_mark),
    Reason("unnoticed change", 6, unnoticed_change),
)
