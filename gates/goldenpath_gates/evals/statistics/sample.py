"""The scores behind one figure, and the figure."""

from __future__ import annotations

from dataclasses import dataclass
from math import nan

import numpy as np

from goldenpath_gates.evals.scores import Floats
from goldenpath_gates.evals.settings import Statistic

PERCENTS: dict[Statistic, int] = {"p50": 50, "p95": 95, "p99": 99}


@dataclass(frozen=True, eq=False)
class Sample:
    """One value and one weight per case; `factor` scales the figure.

    With `per`, the figure is the sum of the values over the sum of `per`, as in cost per success.
    """

    values: Floats
    weights: Floats
    factor: float = 1.0
    per: Floats | None = None

    def __len__(self) -> int:
        return len(self.values)

    def figure(self, statistic: Statistic = "mean") -> float:
        """NaN for no cases, and for a ratio over nothing.

        The mean is weighted. A percentile is by nearest rank, a value that was measured; it and
        the sum, the least and the largest know no weights.
        """
        if not len(self):
            return nan
        if self.per is not None:
            over = float(self.per.sum())
            return self.factor * float(self.values.sum()) / over if over else nan
        return self.factor * _statistic(self.values, self.weights, statistic)


def _statistic(values: Floats, weights: Floats, statistic: Statistic) -> float:
    if statistic in PERCENTS:
        return float(percentiles(values, PERCENTS[statistic]))
    match statistic:
        case "sum":
            return float(values.sum())
        case "min":
            return float(values.min())
        case "max":
            return float(values.max())
        case _:
            return float(values @ weights / weights.sum())


def percentiles(values: Floats, percent: int) -> Floats:
    """Nearest rank along the last axis."""
    rank = max(-(-values.shape[-1] * percent // 100), 1) - 1
    found: Floats = np.partition(values, rank, axis=-1)[..., rank]
    return found
