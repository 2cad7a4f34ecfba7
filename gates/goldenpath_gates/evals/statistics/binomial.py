"""Exact figures for counts: tails, the sign test, the Clopper-Pearson interval."""

from __future__ import annotations

import numpy as np


def tail(successes: int, trials: int, probability: float) -> float:
    """The chance of at least so many successes."""
    if successes <= 0:
        return 1.0
    if probability in (0.0, 1.0):
        return probability
    logs = np.concatenate(([0.0], np.cumsum(np.log(np.arange(1, trials + 1)))))
    k = np.arange(successes, trials + 1)
    terms = logs[trials] - logs[k] - logs[trials - k]
    terms = terms + k * np.log(probability) + (trials - k) * np.log1p(-probability)
    return min(float(np.exp(terms).sum()), 1.0)


def sign_test(wins: int, losses: int) -> float:
    """One-sided p value: so many wins, or more, if either were as likely. Ties say nothing."""
    return tail(wins, wins + losses, 0.5)


def clopper_pearson(successes: int, trials: int, confidence: float) -> tuple[float, float]:
    """Bounds of a share. Source: C. J. Clopper, E. S. Pearson, Biometrika 26 (1934)."""
    alpha = (1 - confidence) / 2
    low = _probability(successes, trials, alpha) if successes else 0.0
    high = _probability(successes + 1, trials, 1 - alpha) if successes < trials else 1.0
    return low, high


def _probability(successes: int, trials: int, chance: float) -> float:
    """At which at least so many successes have this chance; by halving."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if tail(successes, trials, middle) < chance else (low, middle)
    return (low + high) / 2
