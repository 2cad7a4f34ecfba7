"""The smallest change that a sample shows in nine of ten runs."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist

POWER = 0.9


def quantile(confidence: float) -> float:
    """Standard deviations that a two-sided interval reaches."""
    return NormalDist().inv_cdf((1 + confidence) / 2)


def detectable(spread: float, confidence: float, one_case: float | None) -> float:
    """In the unit of the figure.

    `spread` is the root of the sum of the squared differences: what chance did to this sample.
    `one_case` is how far one case moves the figure when it turns from right to wrong; a change
    made of such cases adds to the spread that has to be seen through. None: it moves all alike.

    With k cases lost, the gate fails in nine of ten runs from
    k - 1.28 sqrt(v) = z sqrt(k + v), where v is the squared spread in cases.
    """
    z, power = quantile(confidence), NormalDist().inv_cdf(POWER)
    if not one_case:
        return (z + power) * spread
    noise = (spread / one_case) ** 2
    root = (z + sqrt(z * z + 4 * (noise + power * sqrt(noise)))) / 2
    return (root * root - noise) * one_case
