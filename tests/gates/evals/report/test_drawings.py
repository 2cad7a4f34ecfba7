"""Where the marks of whiskers, histograms and trend lines lie."""

from __future__ import annotations

import numpy as np
import pytest
from goldenpath_gates.evals.gates.ruling import Ruling
from goldenpath_gates.evals.report import histogram, lines, whisker
from goldenpath_gates.evals.report.histogram import HEIGHT, WIDTH, Histogram
from goldenpath_gates.evals.report.whisker import Whisker
from goldenpath_gates.evals.settings import Gate

from tests.gates.evals.report.support import a_result, ruling, runs


def drawn(one: Ruling) -> Whisker:
    found = whisker.whisker(one)
    assert found is not None
    return found


def test_a_fall_beyond_the_limit_lies_in_the_bad_part() -> None:
    gate = Gate("rouge_l", drop=0.02)
    one = drawn(ruling(gate, "failed", value=0.76, difference=-0.04, low=-0.05, high=-0.03))
    assert one.low is not None
    assert one.high is not None
    assert one.zero is not None
    ((start, end),) = one.bad
    assert start <= one.low < one.point < one.high < end == one.limits[0] < one.zero
    assert one.text == (
        "rouge_l: \u22124.0 points, interval \u22125.0 points to \u22123.0 points; "
        "at most 2.0 points worse than the baseline"
    )


@pytest.mark.parametrize(
    ("gate", "figures", "bad_on"),
    [
        (Gate("rouge_l", min=0.8), {"value": 0.9}, "left"),
        (Gate("latency_ms", max=900), {"value": 500.0}, "right"),
        (Gate("latency_ms", drop=50), {"difference": 10.0}, "right"),
        (Gate("rouge_l", drop=0.02), {"difference": 0.0}, "left"),
        (Gate("output_tokens", band=0.1), {"difference": 1.0, "baseline": 60.0}, "both"),
        (Gate("success", win=0.02), {"difference": 0.05}, "left"),
    ],
)
def test_the_bad_side(gate: Gate, figures: dict[str, float], bad_on: str) -> None:
    one = drawn(ruling(gate, "passed", **figures))
    sides = [
        side for side, at in (("left", 0), ("right", 1)) for bad in one.bad if bad[at] == 100 * at
    ]
    assert ("both" if len(sides) == 2 else sides[0]) == bad_on
    assert all(not start <= one.point <= end for start, end in one.bad)


@pytest.mark.parametrize("value", [None, float("nan"), float("inf")])
def test_no_figure_is_not_drawn(value: float | None) -> None:
    assert whisker.whisker(ruling(Gate("rouge_l", min=0.8), "incomplete", value=value)) is None


def a_histogram(now: list[float], before: list[float] | None = None) -> Histogram:
    old = None if before is None else np.array(before)
    found = histogram.histogram("latency_ms", np.array(now), old)
    assert found is not None
    return found


def test_a_histogram_holds_both_runs_and_their_percentiles() -> None:
    one = a_histogram([100.0] * 60 + [200.0] * 40, [100.0] * 100)
    assert [mark.label for mark in one.marks] == ["p50 100 ms", "p95 200 ms"]
    assert [mark.label for mark in one.marks_before] == ["p50 100 ms", "p95 100 ms"]
    assert one.outline.startswith("M0 150")
    assert one.text == "100 cases, p50 100 ms, p95 200 ms; baseline p50 100 ms, p95 100 ms"
    assert [tick.label for tick in one.ticks] == ["0 ms", "50 ms", "100 ms", "150 ms", "200 ms"]


def test_one_slow_case_does_not_squeeze_the_others() -> None:
    one = a_histogram([100.0 + i % 7 for i in range(999)] + [90_000.0])
    assert one.beyond == 1
    assert one.ticks[-1].label == "100 ms"
    assert one.outline == ""


@pytest.mark.parametrize("values", [[0.0], [0.0, 0.0], [1e-9], [5.0], [1e12, 1.0]])
def test_odd_values_stay_inside_the_drawing(values: list[float]) -> None:
    one = a_histogram(values)
    assert all(0 <= x <= WIDTH and 0 < height <= HEIGHT for x, _, height in one.bars)
    assert all(0 <= mark.x <= WIDTH for mark in one.marks)


def test_nothing_measured_is_not_drawn() -> None:
    assert histogram.histogram("latency_ms", np.array([np.nan]), None) is None


def test_a_trend_has_a_line_for_each_metric_of_the_gates() -> None:
    found = lines.lines(a_result("failed"), runs(12, ["passed", "passed", "failed"]))
    assert [line.metric for line in found] == ["success", "rouge_l", "latency_ms"]
    assert len(found[0].points.split()) == 12
    assert len(found[0].red) == 4
    assert "12 runs" in found[0].text


@pytest.mark.parametrize("count", [0, 1])
def test_too_few_runs_are_no_trend(count: int) -> None:
    assert lines.lines(a_result(), runs(count)) == []
