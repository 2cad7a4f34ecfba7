from __future__ import annotations

import pytest

from benchmarks.series import Series, differences, ratios


@pytest.mark.parametrize(
    ("samples", "median", "p90"),
    [
        ((3.0,), 3.0, 3.0),
        ((1.0, 2.0), 1.5, 2.0),
        ((5.0, 1.0, 3.0), 3.0, 5.0),
        (tuple(float(i) for i in range(1, 11)), 5.5, 9.0),
        (tuple(float(i) for i in range(1, 21)), 10.5, 18.0),
    ],
)
def test_statistics(samples: tuple[float, ...], median: float, p90: float) -> None:
    series = Series("s", "s", samples)
    assert (series.median, series.p90) == (median, p90)


@pytest.mark.parametrize(
    ("aim", "met"),
    [(2.0, True), (1.9, False), pytest.param(None, None, id="nothing is aimed at")],
)
def test_aim(aim: float | None, met: bool | None) -> None:
    assert Series("s", "s", (1.0, 2.0, 9.0), aim).met is met


def test_runs_are_compared_one_by_one() -> None:
    assert ratios((2.0, 9.0), (1.0, 3.0)) == (2.0, 3.0)
    assert differences((2.0, 9.0), (1.0, 3.0)) == (1.0, 6.0)


def test_a_lost_run_is_not_hidden() -> None:
    with pytest.raises(ValueError, match="longer"):
        ratios((1.0,), (1.0, 2.0))


def test_json_holds_every_sample() -> None:
    body = Series("s", "us", (1.0, 3.0), 2.0).to_json()
    assert body["samples"] == [1.0, 3.0]
    assert (body["median"], body["min"], body["p90"], body["met"]) == (2.0, 1.0, 3.0, True)
