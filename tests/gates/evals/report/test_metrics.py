from __future__ import annotations

from math import inf, nan

import pytest
from goldenpath_gates.evals.report import metrics
from goldenpath_gates.evals.settings import Gate


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("rouge_l", 0.87349, "0.873"),
        ("recall@5", 1.0, "1.000"),
        ("recall@20", 0.5, "0.500"),
        ("latency_ms", 1203.6, "1,204 ms"),
        ("latency_ms", 2.345, "2.35 ms"),
        ("cost_usd", 0.00061, "$0.00061"),
        ("cost_usd", 6.6e-12, "$0"),
        ("cost_per_1000", 1234.5, "$1,234"),
        ("output_tokens", 69.6, "69.6"),
        ("of a plugin", 3, "3"),
        ("rouge_l", None, ""),
        ("rouge_l", nan, ""),
        ("latency_ms", inf, ""),
    ],
)
def test_a_number(name: str, value: float | None, expected: str) -> None:
    assert metrics.number(name, value) == expected


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("rouge_l", -0.0412, "\u22124.1 points"),
        ("rouge_l", 0.012, "+1.2 points"),
        ("rouge_l", 0.0001, "0"),
        ("latency_ms", -35.2, "\u221235.2 ms"),
        ("cost_usd", 1e-12, "0"),
        ("cost_usd", -0.0001, "\u2212$0.0001"),
        ("rouge_l", None, ""),
        ("rouge_l", nan, ""),
    ],
)
def test_a_difference_has_a_sign(name: str, value: float | None, expected: str) -> None:
    assert metrics.signed(name, value) == expected


@pytest.mark.parametrize(
    ("gate", "title", "demand"),
    [
        (Gate("rouge_l", min=0.8), "rouge_l", "at least 0.8"),
        (
            Gate("latency_ms", max=1200, statistic="p95"),
            "p95 of latency_ms",
            "at most 1,200 ms",
        ),
        (
            Gate("recall@5", drop=0.01, tag="canary", tenant="acme"),
            "recall@5, tag canary, tenant acme",
            "at most 1.0 points worse than the baseline",
        ),
        (Gate("rouge_l", drop=0), "rouge_l", "at most 0 worse than the baseline"),
        (Gate("output_tokens", band=0.03), "output_tokens", "within 3 % of the baseline"),
        (
            Gate("success", win=-0.02),
            "success",
            "wins less losses at least \u22122 % of the cases",
        ),
    ],
)
def test_a_gate_in_words(gate: Gate, title: str, demand: str) -> None:
    assert (metrics.title(gate), metrics.demand(gate)) == (title, demand)


def test_less_latency_is_a_gain_and_less_recall_is_none() -> None:
    assert metrics.gain("latency_ms", -5.0) > 0
    assert metrics.gain("recall@5", -0.5) < 0
    assert metrics.gain("error_rate", 0.5) < 0
