"""How far chance alone moves a paired difference: the sign-flip (wild) bootstrap.

If nothing changed, which of a pair's two scores came from which run is a coin toss, so each
difference may as well have the other sign. Source: E. J. G. Pitman, Significance tests which may
be applied to samples from any populations (1937); R. Y. Liu, Bootstrap procedures under some
non-i.i.d. models (1988).
"""

from __future__ import annotations

from math import ceil

import numpy as np

from goldenpath_gates.evals.scores import Floats

RESAMPLES = 10_000
MOST_RESAMPLES = 200_000
SINGLY = 256
"""Terms that are flipped one by one, the largest ones. The sum of all the others is drawn from a
normal distribution with their variance, so that time and memory do not grow with the cases."""
BATCH = 2_000


def half_width(terms: Floats, confidence: float, rng: np.random.Generator) -> float:
    """The distance that the sum of the terms, each with a random sign, exceeds with at most
    `1 - confidence` (a Monte Carlo test of exactly that level). Zero where all terms are."""
    sizes = np.sort(np.abs(terms[terms != 0]))[::-1]
    if not sizes.size:
        return 0.0
    count = resamples(confidence)
    beyond = max(int((1 - confidence) * (count + 1) + 1e-9) - 1, 0)
    distances = np.abs(_sums(sizes, count, rng))
    return float(np.partition(distances, -1 - beyond)[-1 - beyond])


def resamples(confidence: float) -> int:
    """Enough for twenty of them to lie beyond the interval."""
    return min(max(RESAMPLES, ceil(20 / (1 - confidence))), MOST_RESAMPLES)


def _sums(sizes: Floats, count: int, rng: np.random.Generator) -> Floats:
    large, rest = sizes[:SINGLY], sizes[SINGLY:]
    batches = [_flipped(large, min(BATCH, count - at), rng) for at in range(0, count, BATCH)]
    return np.concatenate(batches) + rng.normal(0.0, np.sqrt(rest @ rest), count)


def _flipped(sizes: Floats, count: int, rng: np.random.Generator) -> Floats:
    bytes_ = rng.integers(0, 256, (count, -(-len(sizes) // 8)), dtype=np.uint8)
    minus = np.unpackbits(bytes_, axis=1, count=len(sizes)).astype(np.float64)
    sums: Floats = sizes.sum() - 2 * (minus @ sizes)
    return sums
