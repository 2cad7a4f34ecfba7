from __future__ import annotations

from itertools import product
from statistics import NormalDist

import numpy as np
import pytest
from goldenpath_gates.evals.statistics import flips, swaps


def rng() -> np.random.Generator:
    return np.random.default_rng(7)


def test_nothing_moved() -> None:
    assert flips.half_width(np.zeros(1000), 0.99, rng()) == 0.0


@pytest.mark.parametrize(
    ("losses", "confidence", "shown"),
    [
        (7, 0.99, False),  # 2 / 2**7 = 1.6 %
        (8, 0.99, True),  # 2 / 2**8 = 0.8 %
        (9, 0.9975, False),
        (10, 0.9975, True),
    ],
)
def test_it_is_the_sign_test(losses: int, confidence: float, shown: bool) -> None:
    width = flips.half_width(np.array([-1.0] * losses + [0.0] * 90), confidence, rng())
    assert (losses > width) is shown


def test_it_is_the_exact_randomisation() -> None:
    terms = np.array([0.5, 1, 1, 2, 3, 3.5, 4, 4.25, 5, 6, 7, 8])
    sums = sorted(abs(np.dot(terms, signs)) for signs in product((-1, 1), repeat=len(terms)))
    exact = sums[int(0.95 * len(sums))]
    assert flips.half_width(terms, 0.95, rng()) == pytest.approx(exact, rel=0.03)


@pytest.mark.parametrize("cases", [1000, 100_000])
def test_many_terms_are_as_good_as_normal(cases: int) -> None:
    terms = np.random.default_rng(1).standard_t(5, cases)
    width = flips.half_width(terms, 0.99, rng()) / np.sqrt(terms @ terms)
    assert width == pytest.approx(NormalDist().inv_cdf(0.995), rel=0.03)


def test_the_sign_does_not_matter_and_the_seed_decides() -> None:
    terms = np.random.default_rng(1).normal(size=50)
    widths = {flips.half_width(some, 0.99, rng()) for some in (terms, -terms, np.abs(terms))}
    assert len(widths) == 1


@pytest.mark.parametrize(
    ("confidence", "count"), [(0.9, 10_000), (0.9999, 200_000), (0.9999999, 200_000)]
)
def test_resamples(confidence: float, count: int) -> None:
    assert flips.resamples(confidence) == pytest.approx(count, abs=1)


def test_swapping_sides_is_flipping_signs() -> None:
    """The largest value: only the case that holds it can move it."""
    now, before = np.array([1.0, 2.0, 9.0]), np.array([1.0, 2.0, 4.0])
    assert swaps.half_width(now, before, "max", 0.99, rng()) == 5.0
    assert swaps.half_width(now, now, "max", 0.99, rng()) == 0.0


def test_swapped_percentiles_find_a_slower_tail() -> None:
    before = np.random.default_rng(1).gamma(2, 100, 500)
    width = swaps.half_width(before * 1.5, before, "p95", 0.99, rng())
    assert 0 < width < 0.5 * np.percentile(before, 95)


@pytest.mark.parametrize(
    ("confidence", "cases", "count"),
    [
        pytest.param(0.99, 500, 10_000, id="as many as for flips"),
        pytest.param(0.9999, 200, 200_000, id="a high confidence takes more"),
        pytest.param(0.9999, 4_000, 10_000, id="as far as that takes seconds"),
        pytest.param(0.99, 100_000, 2_000, id="never fewer"),
    ],
)
def test_resamples_of_swaps(confidence: float, cases: int, count: int) -> None:
    assert swaps._resamples(confidence, cases) == pytest.approx(count, abs=1)
