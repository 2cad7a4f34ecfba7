"""Bounds of one figure of one run: what another set of such cases might have given."""

from __future__ import annotations

from math import nan, sqrt

import numpy as np

from goldenpath_gates.evals.scores import Floats
from goldenpath_gates.evals.settings import Statistic
from goldenpath_gates.evals.statistics.binomial import clopper_pearson
from goldenpath_gates.evals.statistics.detect import quantile
from goldenpath_gates.evals.statistics.sample import PERCENTS, Sample

RESAMPLES = 2_000
BATCH_VALUES = 1_000_000


def interval(
    sample: Sample, statistic: Statistic, confidence: float, rng: np.random.Generator
) -> tuple[float, float] | None:
    """None for the least and the largest value, which no sample bounds.

    Shares are exact (Clopper-Pearson), percentiles lie between two order statistics, means and
    sums are bootstrapped over the cases.
    """
    if statistic in ("min", "max") or len(sample) == 0:
        return None
    if statistic in PERCENTS and sample.per is None:
        return _between_ranks(sample, PERCENTS[statistic] / 100, confidence)
    if statistic == "mean" and _is_share(sample):
        return clopper_pearson(int(sample.values.sum()), len(sample), confidence)
    figures = _resampled(sample, statistic, rng)
    low, high = np.nanquantile(figures, [(1 - confidence) / 2, (1 + confidence) / 2])
    return float(low), float(high)


def _is_share(sample: Sample) -> bool:
    plain = sample.per is None and sample.factor == 1.0 and np.ptp(sample.weights) == 0
    return bool(plain and np.isin(sample.values, (0.0, 1.0)).all())


def _between_ranks(sample: Sample, share: float, confidence: float) -> tuple[float, float]:
    ordered, count = np.sort(sample.values), len(sample)
    reach = quantile(confidence) * sqrt(count * share * (1 - share))
    low = max(int(count * share - reach), 0)
    high = min(int(count * share + reach) + 1, count - 1)
    return sample.factor * float(ordered[low]), sample.factor * float(ordered[high])


def _resampled(sample: Sample, statistic: Statistic, rng: np.random.Generator) -> Floats:
    """The figure of each resample: a sum of values over a sum of weights, or of `per`."""
    weights = sample.weights if sample.per is None else sample.per
    top = sample.values if sample.per is not None else sample.values * weights
    if statistic == "sum" and sample.per is None:
        top, weights = sample.values, np.full(len(sample), 1 / len(sample))
    batch = max(BATCH_VALUES // len(sample), 1)
    sizes = [min(batch, RESAMPLES - at) for at in range(0, RESAMPLES, batch)]
    figures = [_figures(top, weights, size, rng) for size in sizes]
    return sample.factor * np.concatenate(figures)


def _figures(top: Floats, weights: Floats, size: int, rng: np.random.Generator) -> Floats:
    drawn = rng.integers(0, len(top), (size, len(top)), dtype=np.int32)
    below = weights[drawn].sum(axis=1)
    ratio: Floats = np.divide(
        top[drawn].sum(axis=1), below, out=np.full(size, nan), where=below != 0
    )
    return ratio
