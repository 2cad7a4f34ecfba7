from __future__ import annotations

from math import isnan

import numpy as np
import pytest
from goldenpath_gates.evals.settings import Statistic
from goldenpath_gates.evals.statistics.interval import interval
from goldenpath_gates.evals.statistics.sample import Sample

VALUES = np.array([4.0, 1.0, 3.0, 2.0])


@pytest.mark.parametrize(
    ("statistic", "expected"),
    [("mean", 2.5), ("sum", 10), ("min", 1), ("max", 4), ("p50", 2), ("p95", 4), ("p99", 4)],
)
def test_figure(statistic: Statistic, expected: float) -> None:
    assert Sample(VALUES, np.ones(4)).figure(statistic) == expected


def test_the_mean_is_weighted() -> None:
    assert Sample(VALUES, np.array([1.0, 3, 0.5, 0.5])).figure() == (4 + 3 + 1.5 + 1) / 5


def test_ratio() -> None:
    assert Sample(VALUES, np.ones(4), per=np.array([1.0, 0, 1, 0])).figure() == 5.0
    assert isnan(Sample(VALUES, np.ones(4), per=np.zeros(4)).figure())


def test_no_cases() -> None:
    assert isnan(Sample(np.empty(0), np.empty(0)).figure())


def bounds(values: np.ndarray, statistic: Statistic = "mean") -> tuple[float, float]:
    found = interval(
        Sample(values, np.ones(len(values))), statistic, 0.95, np.random.default_rng(7)
    )
    assert found is not None
    return found


def test_a_share_of_none_is_bounded_above() -> None:
    """A bootstrap of 100 zeros would say [0, 0]."""
    low, high = bounds(np.zeros(100))
    assert low == 0
    assert high == pytest.approx(0.0362, abs=1e-4)


def test_mean_and_sum() -> None:
    values = np.random.default_rng(1).normal(10, 2, 400)
    low, high = bounds(values)
    assert (high - low) / 2 == pytest.approx(1.96 * values.std() / 20, rel=0.1)
    assert bounds(values, "sum") == pytest.approx((400 * low, 400 * high))


def test_percentile_lies_between_ranks() -> None:
    low, high = bounds(np.arange(1000.0), "p50")
    assert low < 500 < high
    assert high - low == pytest.approx(2 * 1.96 * 1000**0.5 / 2, rel=0.1)


def test_ratio_is_bounded() -> None:
    random = np.random.default_rng(1)
    sample = Sample(random.random(200), np.ones(200), per=(random.random(200) < 0.8).astype(float))
    found = interval(sample, "mean", 0.95, random)
    assert found is not None
    assert found[0] < sample.figure() < found[1]


@pytest.mark.parametrize("statistic", ["min", "max"])
def test_the_ends_have_no_bounds(statistic: Statistic) -> None:
    assert interval(Sample(VALUES, np.ones(4)), statistic, 0.95, np.random.default_rng(7)) is None
