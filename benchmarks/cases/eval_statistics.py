"""The evaluation gate's statistics: false alarms, power, coverage, time and memory."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np
from goldenpath_gates.evals.gates.judge import judge
from goldenpath_gates.evals.record import Record
from goldenpath_gates.evals.scorers.registry import Metric
from goldenpath_gates.evals.scores import Floats, Mask, Scores
from goldenpath_gates.evals.settings import Eval, Gate
from goldenpath_gates.evals.statistics.binomial import clopper_pearson, tail
from goldenpath_gates.evals.statistics.compare import compare
from goldenpath_gates.evals.statistics.sample import Sample

from benchmarks.lab import Lab
from benchmarks.series import Series

RUNS = 200
NOISE = (0.0, 0.005, 0.01, 0.02)
"""Share of cases whose pass or fail turns round in one run, at random."""
REPEATS = ((1, 1), (1, 3), (3, 3))
"""How often a case is asked in the run and for the baseline. The second one is the default: a
baseline is asked as often as a run that has to confirm a loss."""
SUCCESS = {"success": Metric("success", 0.0, 1.0, "higher", passing=1.0)}
GOOD = 0.85
DROP = (Gate("success", drop=0.02),)
TODAY = date(2026, 1, 1)
METRICS, GATES = 20, 8


def run(lab: Lab, runs: int) -> Sequence[Series]:
    return (*false_alarms(runs), *power(runs), *recall(runs), *coverage(runs), *speed(), *memory())


def false_alarms(runs: int) -> Iterator[Series]:
    """Runs of an unchanged service that fail, each against a noisy baseline of its own."""
    for confirm, repeats in ((0, (1, 1)), (2, (1, 1)), (2, (1, 3))):
        for noise in NOISE[1:]:
            found = sum(trial(seed, noise, *repeats, confirm) for seed in range(runs))
            name = f"A/A, noise {noise:.1%}, confirm {confirm}, {_asked_how(repeats)}"
            default = confirm and repeats[1] > 1 and noise <= 0.01
            yield Series(f"{name}: failed of {runs}", "", (float(found),), 0 if default else None)
            bound = clopper_pearson(found, runs, 0.98)[1]
            yield Series(f"{name}: rate at most (99 %)", "%", (100 * bound,))


def power(runs: int) -> Iterator[Series]:
    """Runs in which a loss of 2 points on 1,000 cases is not found."""
    for noise in NOISE:
        for repeats in REPEATS:
            found = sum(trial(seed, noise, *repeats, 2, lost=20) for seed in range(runs))
            name = f"2 points of 1,000 lost, noise {noise:.1%}, {_asked_how(repeats)}: missed"
            aim = 10 if noise <= 0.01 and repeats[1] > 1 else None
            yield Series(name, "%", (100 - 100 * found / runs,), aim)


def recall(runs: int) -> Iterator[Series]:
    """One point of 500 cases, each lost or not: the sign-flip test needs `least` of them."""
    confidence, least = Eval().confidence, 1
    while 2.0 ** (1 - least) > 1 - confidence:
        least += 1
    theory = tail(least, 500, 0.01)
    yield Series("1 point of 500 lost, no noise: found, in theory", "%", (100 * theory,))
    gate = (Gate("success", drop=0.01),)
    found = sum(trial(seed, 0, 1, 3, 2, 5, 500, gate) for seed in range(runs))
    yield Series("1 point of 500 lost, no noise: found", "%", (100 * found / runs,))


def _asked_how(repeats: tuple[int, int]) -> str:
    return f"asked {repeats[0]}x, baseline {repeats[1]}x"


def trial(
    seed: int,
    noise: float,
    repeats: int,
    baseline_repeats: int,
    confirm: int,
    lost: int = 0,
    cases: int = 1000,
    gates: Sequence[Gate] = DROP,
) -> bool:
    """Whether the gate fails a service that loses so many of its cases, on average."""
    rng = np.random.default_rng([seed, 1])
    good = rng.random(cases) < GOOD
    worse = good & (rng.random(cases) >= lost / cases / GOOD)
    settings = Eval(confirm=confirm)
    baseline = _scores(_asked(good, noise, baseline_repeats, rng))
    first = _asked(worse, noise, repeats, rng)
    if not _failed(_scores(first), baseline, settings, gates, confirmed=False):
        return False
    if not confirm:
        return True
    further = _asked(worse, noise, confirm, rng)
    means = (first * repeats + further * confirm) / (repeats + confirm)
    return _failed(_scores(means), baseline, settings, gates, confirmed=True)


def coverage(runs: int) -> Iterator[Series]:
    """How often the interval of a difference misses the truth, at 99 %."""
    for cases, lost, gained in ((100, 5, 5), (300, 9, 3), (1000, 10, 10), (1000, 35, 15)):
        missed = _missed(runs * 5, cases, lost / cases, gained / cases)
        name = f"99 % interval, {cases} cases, {lost} lost and {gained} gained on average: misses"
        yield Series(name, "%", (100 * missed,), aim=1.5)


def _missed(runs: int, cases: int, lost: float, gained: float) -> float:
    rng = np.random.default_rng(7)
    missed, none = 0, Sample(np.zeros(cases), np.ones(cases))
    for _ in range(runs):
        drawn = rng.random(cases)
        moved = np.where(drawn < lost, -1.0, np.where(drawn > 1 - gained, 1.0, 0.0))
        found = compare(Sample(moved, none.weights), none, "mean", 0.99, rng, 1.0)
        missed += not found.low <= gained - lost <= found.high
    return missed / runs


def speed(cases: int = 1000) -> Iterator[Series]:
    """Eight gates of all kinds on twenty metrics."""
    current, baseline = (Scores.of(_records(cases, seed)) for seed in (1, 2))
    metrics = {f"m{i}": Metric(f"m{i}", 0.0, 1.0, "higher") for i in range(METRICS)}
    start = time.perf_counter()
    judge(current, baseline, _gates(), Eval(), metrics, changed=True, today=TODAY)
    took = time.perf_counter() - start
    yield Series(f"{GATES} gates, {cases:,} cases, {METRICS} metrics", "s", (took,), aim=1)


def memory() -> Iterator[Series]:
    """Beyond the columns themselves, which take eight bytes for each score."""
    for cases in (1000, 100_000):
        current, baseline = (Scores.of(_records(cases, seed)) for seed in (1, 2))
        metrics = {f"m{i}": Metric(f"m{i}", 0.0, 1.0, "higher") for i in range(METRICS)}
        tracemalloc.start()
        start = time.perf_counter()
        judge(current, baseline, _gates(), Eval(), metrics, changed=True, today=TODAY)
        took = time.perf_counter() - start
        peak = tracemalloc.get_traced_memory()[1] / 1e6
        tracemalloc.stop()
        yield Series(f"judging {cases:,} cases: peak", "MB", (peak,), aim=100)
        yield Series(f"judging {cases:,} cases", "s", (took,))


def _gates() -> tuple[Gate, ...]:
    limits = (Gate("m0", min=0.1), Gate("m1", max=0.9), Gate("m2", max=0.99, statistic="p95"))
    drops = (Gate("m3", drop=0.02), Gate("m4", drop=0.02), Gate("m5", drop=0.02, tag="half"))
    return (*limits, *drops, Gate("m6", band=0.03), Gate("m7", win=0.02, tier="approve"))


def _records(cases: int, seed: int) -> Iterator[Record]:
    rng = np.random.default_rng(seed)
    for row in range(cases):
        scores = {f"m{i}": float(value) for i, value in enumerate(rng.random(METRICS))}
        tags = ("half",) if row % 2 else ()
        yield Record(f"case-{row}", "golden.jsonl", None, tags=tags, scores=scores)


def _asked(good: Mask, noise: float, repeats: int, rng: np.random.Generator) -> Floats:
    turned = rng.random((repeats, len(good))) < noise
    means: Floats = (turned ^ good).mean(axis=0)
    return means


def _scores(success: Floats) -> Scores:
    ids = [str(row) for row in range(len(success))]
    return Scores(ids, np.ones(len(ids)), {"success": success})


def _failed(
    current: Scores,
    baseline: Scores,
    settings: Eval,
    gates: Sequence[Gate],
    *,
    confirmed: bool,
) -> bool:
    rulings = judge(
        current, baseline, gates, settings, SUCCESS, changed=False, today=TODAY, confirmed=confirmed
    )
    return rulings[0].outcome == "failed"
