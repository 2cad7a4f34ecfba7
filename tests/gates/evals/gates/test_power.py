"""What the gate finds and what it lets be; `python -m benchmarks eval_statistics` has it all."""

from __future__ import annotations

import pytest
from goldenpath_gates.evals.statistics.binomial import clopper_pearson

from benchmarks.cases.eval_statistics import speed, trial

RUNS = 200


def test_an_unchanged_service_raises_no_alarm() -> None:
    failed = sum(trial(seed, 0.01, 1, 3, confirm=2) for seed in range(RUNS))
    assert failed == 0
    assert clopper_pearson(failed, RUNS, 0.95)[1] < 0.02


@pytest.mark.parametrize("noise", [0.0, 0.01])
def test_two_points_of_a_thousand_are_found(noise: float) -> None:
    found = sum(trial(seed, noise, 1, 3, confirm=2, lost=20) for seed in range(RUNS))
    assert found >= 0.9 * RUNS


def test_judging_is_quick() -> None:
    (series,) = speed()
    assert series.samples[0] < 1
