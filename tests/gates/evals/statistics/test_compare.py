from __future__ import annotations

import numpy as np
import pytest
from goldenpath_gates.evals.scores import Floats
from goldenpath_gates.evals.settings import Statistic
from goldenpath_gates.evals.statistics.compare import Comparison, compare
from goldenpath_gates.evals.statistics.sample import Sample

from benchmarks.cases.eval_statistics import coverage


def compared(
    now: Floats, before: Floats, statistic: Statistic = "mean", reach: float | None = 1.0
) -> Comparison:
    ones = np.ones(len(now))
    rng = np.random.default_rng(7)
    return compare(Sample(now, ones), Sample(before, ones), statistic, 0.99, rng, reach)


def answers(wrong: int, cases: int = 1000) -> Floats:
    return np.where(np.arange(cases) < wrong, 0.0, 1.0)


def test_identical_runs_differ_by_exactly_nothing() -> None:
    before = np.random.default_rng(1).random(1000)
    found = compared(before, before.copy())
    assert (found.difference, found.low, found.high) == (0, 0, 0)
    assert found.detectable == pytest.approx(0.0066, abs=1e-4)


def test_the_last_bit_is_no_difference() -> None:
    before = np.full(10, 0.1)
    found = compared((before + before + before) / 3, before)
    assert (found.low, found.high) == (0, 0)


def test_a_clear_loss() -> None:
    found = compared(answers(20), answers(0))
    assert found.difference == pytest.approx(-0.02)
    assert found.low < -0.02 < found.high < 0


def test_a_handful_shows_little_either_way() -> None:
    """One loss in 300: a resampled interval would end at about one point."""
    found = compared(answers(1, 300), answers(0, 300))
    assert found.low <= -0.013
    assert found.high == 0


@pytest.mark.parametrize(
    ("statistic", "most"), [("mean", 1.0), ("sum", 5.0), ("min", 1.0), ("max", 1.0)]
)
def test_what_is_shown_is_possible(statistic: Statistic, most: float) -> None:
    """Three of five lost: what five cases do not show reaches further than a score can."""
    found = compared(answers(3, 5), answers(0, 5), statistic)
    low, high = found.shown
    assert -most <= low <= found.difference <= high <= most
    assert compared(answers(3, 5), answers(0, 5)).low < -1
    assert found.times(-100).shown == (-100 * high, -100 * low)


def test_what_has_no_upper_end_is_shown_whole() -> None:
    found = compared(answers(3, 5), answers(0, 5), reach=None)
    assert found.shown == (found.low, found.high)


def test_losses_and_gains_alike() -> None:
    before = answers(30)
    found = compared(before[::-1].copy(), before)
    assert found.difference == 0
    assert found.low == pytest.approx(-found.high)


def test_weights_count() -> None:
    now, before = answers(10, 100), answers(0, 100)
    weights = np.where(np.arange(100) < 10, 5.0, 1.0)
    found = compare(
        Sample(now, weights), Sample(before, weights), "mean", 0.99, np.random.default_rng(7)
    )
    assert found.difference == pytest.approx(-50 / 140)
    assert found.high < 0


@pytest.mark.parametrize("statistic", ["sum", "p50", "p95", "max", "min"])
def test_other_figures(statistic: Statistic) -> None:
    before = np.random.default_rng(1).gamma(2, 100, 400)
    found = compared(before * 2, before, statistic, reach=None)
    assert found.low <= found.difference <= found.high
    assert found.difference > 0


def test_ratio() -> None:
    random = np.random.default_rng(1)
    cost, good = random.random(500), np.ones(500)
    fewer = np.where(random.random(500) < 0.3, 0.0, 1.0)
    ones = np.ones(500)
    before, now = Sample(cost, ones, per=good), Sample(cost, ones, per=fewer)
    found = compare(now, before, "mean", 0.99, random)
    assert 0 < found.low < found.difference < found.high
    same = compare(before, before, "mean", 0.99, random)
    assert (same.low, same.high) == (0, 0)


def test_intervals_hold_what_they_promise() -> None:
    """At 99 %, of 250 samples each."""
    for series in coverage(50):
        assert series.samples[0] <= 2.5, series.name
