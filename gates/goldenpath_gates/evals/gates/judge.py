"""Every gate's ruling, and the verdict on the run."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.evals.baseline_file import mend
from goldenpath_gates.evals.gates import absolute, band, drop, win
from goldenpath_gates.evals.gates.defaults import defaults
from goldenpath_gates.evals.gates.look import DERIVED, Look
from goldenpath_gates.evals.gates.ruling import Ruling
from goldenpath_gates.evals.gates.tiers import effective
from goldenpath_gates.evals.result import Verdict
from goldenpath_gates.evals.scorers.registry import Metric
from goldenpath_gates.evals.scores import Scores
from goldenpath_gates.evals.settings import Eval, Gate, Tier
from goldenpath_gates.report import Finding

KINDS: Mapping[str, Callable[[Look], Ruling]] = {
    "min": absolute.rule,
    "max": absolute.rule,
    "drop": drop.rule,
    "band": band.rule,
    "win": win.rule,
}
COMPARED = ("drop", "band")
FIRST_LOOK = 0.9
"""Confidence at which a loss is worth asking again: it errs once in twenty runs per gate, but the
full confidence decides on all answers, so that no false alarm comes of it."""

SLICE = 20
"""Least number of cases of a tag or a tenant, where the gate does not name another."""


@dataclass(frozen=True, slots=True)
class Bench:
    """What all gates of a run share."""

    current: Scores
    baseline: Scores | str
    settings: Eval
    metrics: Mapping[str, Metric]
    remedy: str
    together: float
    """Confidence of each comparison, such that all of them hold with that of the settings."""
    again: bool
    changed: bool


def judge(
    current: Scores,
    baseline: Scores | None,
    gates: Sequence[Gate],
    settings: Eval,
    metrics: Mapping[str, Metric],
    *,
    changed: bool,
    today: date,
    confirmed: bool = False,
    remedy: str | None = None,
) -> list[Ruling]:
    """One ruling per gate, in their order; the default gates where there is none.

    `changed` says whether a rendered prompt or a model differs from the baseline's; `today` is in
    UTC. Where a ruling is a `regression`, ask every case `[eval] confirm` times more and call this
    again with the means over all answers and `confirmed`; a run that cannot ask (a merged one)
    passes `confirmed` at once. `remedy` says how the baseline is written anew, where that is not
    the one of the golden cases. Raises UsageError for an advisory period without a sound end.
    """
    gates = tuple(gates) or defaults(settings, current, baseline)
    tiers = [effective(gate, today) for gate in gates]
    remedy = remedy or mend()
    bench = Bench(
        current,
        _aligned(current, baseline, remedy),
        settings,
        metrics,
        remedy,
        _together(gates, settings.confidence),
        again=settings.confirm > 0 and not confirmed,
        changed=changed,
    )
    return [_ruling(bench, gate, tier) for gate, tier in zip(gates, tiers, strict=True)]


def verdict(rulings: Collection[Ruling], problems: Collection[Finding]) -> Verdict:
    """The worst wins. What could not be judged is never passed, whatever its tier; nor is a run
    in which nothing was judged."""
    outcomes = {ruling.outcome for ruling in rulings}
    broken = {ruling.tier for ruling in rulings if ruling.outcome == "failed"}
    if problems or "incomplete" in outcomes or outcomes <= {"not applicable"}:
        return "incomplete"
    if "block" in broken:
        return "failed"
    return "approval" if "approve" in broken else "passed"


def _ruling(bench: Bench, gate: Gate, tier: Tier) -> Ruling:
    try:
        kind = next(kind for kind in KINDS if getattr(gate, kind) is not None)
        return KINDS[kind](_look(bench, gate, tier))
    except IncompleteError as error:
        return Ruling(gate, "incomplete", tier, str(error))


def _look(bench: Bench, gate: Gate, tier: Tier) -> Look:
    few = min(SLICE if gate.tag or gate.tenant else bench.settings.minimum, bench.settings.minimum)
    confidence = gate.confidence or bench.together
    return Look(
        gate,
        tier,
        _metric(gate.metric, bench.metrics),
        bench.current,
        bench.baseline,
        minimum=gate.minimum or few,
        confidence=confidence,
        first=min(FIRST_LOOK, confidence) if bench.again else None,
        changed=bench.changed,
        seed=bench.settings.seed,
        remedy=bench.remedy,
    )


def _metric(name: str, metrics: Mapping[str, Metric]) -> Metric:
    if name in DERIVED:
        return Metric(name, 0.0, None, "lower", unit="USD")
    if name not in metrics:
        raise IncompleteError(
            f"no scorer gives the metric {name!r}: docs/evaluation/scorers.md lists what there is"
        )
    return metrics[name]


def _together(gates: Sequence[Gate], confidence: float) -> float:
    """Bonferroni: each comparison errs with its share of what all may err."""
    compared = [
        gate
        for gate in gates
        if gate.confidence is None and any(getattr(gate, kind) is not None for kind in COMPARED)
    ]
    return 1 - (1 - confidence) / max(len(compared), 1)


def _aligned(current: Scores, baseline: Scores | None, remedy: str) -> Scores | str:
    """The baseline in the order of the run, or why there is none to compare with."""
    if baseline is None:
        return "no baseline to compare with, see above"  # why is a problem of the whole run
    if baseline.errors:
        id_, why = next(iter(baseline.errors.items()))
        return f"the baseline holds what is no score, {id_}: {why}: {remedy}"
    known = set(current.ids)
    if deleted := [id_ for id_ in baseline.ids if id_ not in known]:
        return f"{len(deleted)} cases of the baseline were not asked, first {deleted[0]}: {remedy}"
    try:
        return current.aligned(baseline)
    except IncompleteError as error:
        return f"the baseline does not know all cases: {error}: {remedy}"
