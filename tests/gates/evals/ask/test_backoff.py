from __future__ import annotations

from datetime import UTC, datetime

import pytest
from goldenpath_gates.evals.ask.backoff import LONGEST_S, asked_for, wait_s

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.mark.parametrize(("header", "seconds"), [
    ("0", 0.0), ("2", 2.0), ("0.5", 0.5), ("-3", 0.0),
    ("Sat, 21 Nov 2026 12:00:05 GMT", 5.0), ("Sat, 21 Nov 2026 11:00:00 GMT", 0.0),
])  # fmt: skip
def test_what_the_service_asks_for(header: str, seconds: float) -> None:
    assert asked_for(header, NOW) == seconds


@pytest.mark.parametrize("header", [None, "", "soon", "nan", "inf"])
def test_noop_what_says_nothing(header: str | None) -> None:
    assert asked_for(header, NOW) is None


@pytest.mark.parametrize(("attempt", "header", "low", "high"), [
    (1, None, 0.25, 0.3125), (2, None, 0.5, 0.625), (3, None, 1.0, 1.25),
    (1, "2", 2.0, 2.5), (1, "0", 0.0, 0.0), (1, "86400", LONGEST_S, LONGEST_S),
])  # fmt: skip
def test_the_wait(attempt: int, header: str | None, low: float, high: float) -> None:
    assert low <= wait_s(attempt, header, "a") <= high


def test_two_requests_do_not_come_back_together_but_always_alike() -> None:
    assert wait_s(1, "2", "a") == wait_s(1, "2", "a") != wait_s(1, "2", "b")
