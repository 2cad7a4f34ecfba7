from __future__ import annotations

from collections import Counter

import pytest
from goldenpath_gates.load.quantiles import of_counts, quantile


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        ([1.0], 0.95, 1),
        ([3, 1, 2], 0.5, 2),
        (range(1, 101), 0.95, 95),
        (range(1, 101), 0.99, 99),
        (range(1, 21), 0.95, 19),
        ([1, 1, 1, 9], 0.75, 1),
        ([1, 1, 1, 9], 0.76, 9),
        ([5, 7], 0.0, 5),
        ([5, 7], 1.0, 7),
    ],
)
def test_of_values_and_of_counts(values: list[float], share: float, expected: float) -> None:
    assert quantile(values, share) == expected
    assert of_counts(Counter(values), share) == expected


def test_of_nothing_there_is_none() -> None:
    with pytest.raises(ValueError, match="nothing was measured"):
        quantile([], 0.5)
    with pytest.raises(ValueError, match="nothing was measured"):
        of_counts({}, 0.5)
