from __future__ import annotations

from math import comb

import pytest
from goldenpath_gates.evals.statistics.binomial import clopper_pearson, sign_test, tail
from goldenpath_gates.evals.statistics.detect import detectable


@pytest.mark.parametrize("successes", range(12))
@pytest.mark.parametrize("probability", [0.0, 0.2, 0.5, 1.0])
def test_tail(successes: int, probability: float) -> None:
    exact = sum(
        comb(11, k) * probability**k * (1 - probability) ** (11 - k) for k in range(successes, 12)
    )
    assert tail(successes, 11, probability) == pytest.approx(exact)


@pytest.mark.parametrize(
    ("wins", "losses", "p"), [(0, 0, 1), (5, 0, 1 / 32), (0, 5, 1), (9, 1, 11 / 1024)]
)
def test_sign_test(wins: int, losses: int, p: float) -> None:
    assert sign_test(wins, losses) == pytest.approx(p)


def test_sign_test_of_many() -> None:
    assert sign_test(50_500, 49_500) == pytest.approx(0.00079, rel=0.02)


# Published: Clopper and Pearson's own tables, and the rule of three.
@pytest.mark.parametrize(
    ("successes", "trials", "expected"),
    [(0, 200, (0, 0.01828)), (5, 10, (0.1871, 0.8129)), (10, 10, (0.6915, 1)), (1, 1, (0.025, 1))],
)
def test_clopper_pearson(successes: int, trials: int, expected: tuple[float, float]) -> None:
    assert clopper_pearson(successes, trials, 0.95) == pytest.approx(expected, abs=1e-4)


def test_detectable_without_noise_is_what_the_sign_test_needs() -> None:
    """z squared cases of 1,000: 6.6, where the exact test needs 8."""
    assert detectable(0.0, 0.99, 1 / 1000) == pytest.approx(0.0066, abs=1e-4)


def test_detectable_grows_with_noise() -> None:
    quiet, loud = (detectable(spread, 0.99, 0.001) for spread in (0.003, 0.006))
    assert 0.0066 < quiet < loud < 0.04
    assert detectable(2.0, 0.99, None) == pytest.approx(2 * (2.576 + 1.282), rel=1e-3)
