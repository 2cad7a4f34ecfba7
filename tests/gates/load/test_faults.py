"""What counts as a broken promise; the stage's own test plays the faults against a real service."""

from __future__ import annotations

from typing import Any

import pytest
from goldenpath_gates.load import faults
from goldenpath_gates.load.probe import Shot
from goldenpath_gates.load.recording import Request
from goldenpath_gates.load.settings import FAULTS

JSON = {"content-type": "application/problem+json"}
BACK = {**JSON, "retry-after": "1"}


def shot(status: int, headers: Any = JSON, error: str = "") -> Shot:
    return Shot(Request(0, "POST", "/v1/answers"), 0.0, 0.0, 0.1, status, None, headers, error)


def test_every_fault_of_the_settings_can_be_played() -> None:
    assert tuple(faults.FAULTS) == FAULTS


@pytest.mark.parametrize(
    ("name", "shots", "calls"),
    [
        ("model-timeouts", [shot(504)] * 3, 3),
        ("model-limits", [shot(503, BACK)] * 3, 3),
        ("overload", [shot(200), shot(429, BACK)], 1),
        ("cache-miss-storm", [shot(200)] * 3, 1),
        ("slow-first-token", [shot(200)] * 3, 3),
    ],
)
def test_as_promised(name: str, shots: list[Shot], calls: int) -> None:
    assert list(faults._broken(faults.FAULTS[name], shots, calls)) == []


@pytest.mark.parametrize(
    ("name", "shots", "calls", "said"),
    [
        ("model-timeouts", [shot(504), shot(500)], 2, "1 of 2 requests got 500; promised is 504"),
        ("model-timeouts", [shot(500)], 1, "none of 1 requests got 504, they got 500"),
        ("model-timeouts", [shot(504, {"content-type": "text/html"})], 1, "no problem documents"),
        ("model-limits", [shot(503)], 1, "1 answers with 503 did not say when to come back"),
        ("overload", [shot(200)] * 60, 60, "none of 60 requests got 429, they got 200"),
        (
            "cache-miss-storm",
            [shot(200)] * 9,
            9,
            "9 equal questions asked the model 9 times, not 1",
        ),
        (
            "slow-first-token",
            [shot(0, None, "no answer within 9 s")],
            1,
            "got no answer within 9 s",
        ),
    ],
)
def test_broken(name: str, shots: list[Shot], calls: int, said: str) -> None:
    assert said in "; ".join(faults._broken(faults.FAULTS[name], shots, calls))
