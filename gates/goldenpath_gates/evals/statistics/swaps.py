"""How far chance alone moves a figure that is no sum: the scores of each case change sides at
random. For a mean this is the same as flipping signs (see flips.py), only slower."""

from __future__ import annotations

import numpy as np

from goldenpath_gates.evals.scores import Floats
from goldenpath_gates.evals.settings import Statistic
from goldenpath_gates.evals.statistics import flips
from goldenpath_gates.evals.statistics.sample import PERCENTS, percentiles

FEWEST, MOST_VALUES = 2_000, 40_000_000
"""A high confidence takes as many resamples as for flips, as long as resamples times cases stay
below so many values (seconds). Above that fewer must do, and the interval ends at the farthest of
them: from 20,000 cases on it reaches a confidence of 99.95 % and no more."""
BATCH_VALUES = 1_000_000


def half_width(
    current: Floats,
    baseline: Floats,
    statistic: Statistic,
    confidence: float,
    rng: np.random.Generator,
) -> float:
    """As for flips; the values are those of the same cases in the same order."""
    if np.array_equal(current, baseline):
        return 0.0
    count, batch = _resamples(confidence, len(current)), max(BATCH_VALUES // len(current), 1)
    sizes = [min(batch, count - at) for at in range(0, count, batch)]
    distances = np.concatenate(
        [np.abs(_difference(current, baseline, statistic, size, rng)) for size in sizes]
    )
    beyond = max(int((1 - confidence) * (count + 1) + 1e-9) - 1, 0)
    return float(np.partition(distances, -1 - beyond)[-1 - beyond])


def _resamples(confidence: float, cases: int) -> int:
    return min(flips.resamples(confidence), max(FEWEST, MOST_VALUES // cases))


def _difference(
    current: Floats, baseline: Floats, statistic: Statistic, size: int, rng: np.random.Generator
) -> Floats:
    swapped = rng.integers(0, 2, (size, len(current)), dtype=np.uint8).astype(bool)
    one = np.where(swapped, baseline, current)
    other = np.where(swapped, current, baseline)
    return _figures(one, statistic) - _figures(other, statistic)


def _figures(values: Floats, statistic: Statistic) -> Floats:
    if statistic in PERCENTS:
        return percentiles(values, PERCENTS[statistic])
    found: Floats = values.min(axis=-1) if statistic == "min" else values.max(axis=-1)
    return found
