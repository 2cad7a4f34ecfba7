from __future__ import annotations

from typing import Any

import pytest
from goldenpath_gates.evals.gates.ruling import Outcome
from goldenpath_gates.evals.settings import Gate

from tests.gates.evals.gates.support import passes, ruled


@pytest.mark.parametrize(
    ("demand", "outcome"),
    [
        ({"min": 0.85}, "passed"),
        ({"min": 0.9}, "passed"),
        ({"min": 0.91}, "failed"),
        ({"max": 0.9}, "passed"),
        ({"max": 0.0}, "failed"),
        ({"min": 0.0, "statistic": "min"}, "passed"),
        ({"min": 900.5, "statistic": "sum"}, "failed"),
    ],
)
def test_limit(demand: dict[str, Any], outcome: Outcome) -> None:
    assert ruled(Gate("success", **demand), {"success": passes(900)}).outcome == outcome


def test_the_interval_is_shown() -> None:
    ruling = ruled(Gate("success", min=0.89), {"success": passes(900)})
    assert ruling.sentence == (
        "success is 0.9 [0.8731, 0.923] over 1000 cases, at least 0.89 is wanted; "
        "so few cases could fall on either side"
    )


def test_unit_and_statistic() -> None:
    latency = {"latency_ms": [100.0] * 100 + [900.0] * 10}
    ruling = ruled(Gate("latency_ms", max=800, statistic="p95"), latency)
    assert ruling.outcome == "failed"
    assert ruling.sentence.startswith("p95 of latency_ms is 900 ms [")
    assert "at most 800 ms is wanted" in ruling.sentence


def test_part_of_the_cases() -> None:
    ruling = ruled(Gate("success", min=1, tag="even"), {"success": [1.0, 0.0] * 50})
    assert (ruling.outcome, ruling.cases) == ("passed", 50)
    assert ruling.sentence.startswith("success (tag even) is 1 [")
