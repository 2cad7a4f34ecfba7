"""Two runs of the same cases: how much a figure changed, and between which bounds."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, sqrt

import numpy as np

from goldenpath_gates.evals.scores import Floats
from goldenpath_gates.evals.settings import Statistic
from goldenpath_gates.evals.statistics import flips, swaps
from goldenpath_gates.evals.statistics.detect import detectable
from goldenpath_gates.evals.statistics.sample import Sample

LINEAR = ("mean", "sum")
UNSEEN = 2
"""One loss and one gain that another sample might have shown: without them a handful of changed
cases would promise far more than it can. After D. G. Bonett, R. M. Price, Adjusted Wald confidence
interval for a difference of binomial proportions based on paired data (2012)."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """`difference` is now less baseline, in the unit of the figure; `most` is as far as the
    metric's range lets it go."""

    difference: float
    low: float
    high: float
    detectable: float | None = None
    most: float = inf

    def times(self, factor: float) -> Comparison:
        """Scaled, and turned round by a negative factor."""
        low, high = sorted((self.low * factor, self.high * factor))
        least = None if self.detectable is None else self.detectable * abs(factor)
        return Comparison(self.difference * factor, low, high, least, self.most * abs(factor))

    @property
    def shown(self) -> tuple[float, float]:
        """The interval for people, within what is possible. The outcome rests on the whole one:
        an end of it at the limit must not pass for one that just reached it."""
        return max(self.low, -self.most), min(self.high, self.most)


def compare(
    current: Sample,
    baseline: Sample,
    statistic: Statistic,
    confidence: float,
    rng: np.random.Generator,
    reach: float | None = None,
) -> Comparison:
    """The samples hold the same cases in the same order; `reach` is the metric's range, if it
    has one.

    Towards zero the interval ends where the sign-flip test does, so that it excludes zero exactly
    as often as that test errs; away from zero it allows for what the sample did not show.
    """
    difference = current.figure(statistic) - baseline.figure(statistic)
    most = _most(current, statistic, reach)
    if current.per is None and statistic not in LINEAR:
        width = swaps.half_width(current.values, baseline.values, statistic, confidence, rng)
        width *= current.factor
        return _bounded(difference, width, width, None, most)
    terms, one_case = _terms(current, baseline, statistic), _one_case(most, len(current))
    if not terms.any():
        return Comparison(0.0, 0.0, 0.0, detectable(0.0, confidence, one_case), most)
    largest = max(float(np.abs(terms).max()), one_case or 0.0)
    near = flips.half_width(terms, confidence, rng)
    far = flips.half_width(np.append(terms, [largest] * UNSEEN), confidence, rng)
    least = detectable(sqrt(terms @ terms), confidence, one_case)
    return _bounded(difference, near, max(near, far), least, most)


def _bounded(
    difference: float, near: float, far: float, least: float | None, most: float
) -> Comparison:
    down, up = (far if difference <= 0 else near), (far if difference >= 0 else near)
    low, high = difference - down, difference + up
    # The last bits of a sum are no evidence: what equals zero but for them is zero.
    dust = 1e-9 * far
    return Comparison(
        difference, 0.0 if abs(low) < dust else low, 0.0 if abs(high) < dust else high, least, most
    )


def _most(sample: Sample, statistic: Statistic, reach: float | None) -> float:
    """The largest difference that two figures of such a metric can have."""
    if reach is None or sample.per is not None:
        return inf
    return sample.factor * reach * (len(sample) if statistic == "sum" else 1)


def _terms(current: Sample, baseline: Sample, statistic: Statistic) -> Floats:
    """What each case contributes to the difference: they add up to it (a ratio's nearly do)."""
    factor = current.factor
    if current.per is not None and baseline.per is not None:
        per = current.per + baseline.per
        rate = (current.values + baseline.values).sum() / per.sum()
        above = (current.values - rate * current.per) - (baseline.values - rate * baseline.per)
        change: Floats = factor * above / (per.sum() / 2)
        return change
    # Two means over repeats may differ in the last bit only: that is no difference.
    same = np.isclose(current.values, baseline.values, rtol=1e-12, atol=0.0)
    moved = np.where(same, 0.0, current.values - baseline.values)
    shares = 1.0 if statistic == "sum" else current.weights / current.weights.sum()
    terms: Floats = factor * moved * shares
    return terms


def _one_case(most: float, cases: int) -> float | None:
    """How far one case of average weight can move the figure."""
    return None if most == inf else most / cases
