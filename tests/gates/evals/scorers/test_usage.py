"""What an answer takes: latency, tokens and cost."""

from __future__ import annotations

from typing import Any

import pytest

from tests.gates.evals.scorers.support import a_case, an_answer, scored


@pytest.mark.parametrize(
    ("scorer", "parts", "expected"),
    [
        ("latency", {"latency_ms": 12.5}, {"latency_ms": 12.5}),
        ("tokens", {"input_tokens": 3, "output_tokens": 0},
         {"input_tokens": 3, "output_tokens": 0}),
        ("tokens", {"output_tokens": 7}, {"output_tokens": 7}),
        ("cost", {"cost_usd": 0.002}, {"cost_usd": 0.002}),
        ("cost", {"cost_usd": 0.0}, {"cost_usd": 0.0}),
    ],
)  # fmt: skip
def test_as_the_answer_says(scorer: str, parts: dict[str, Any], expected: dict[str, float]) -> None:
    assert scored(scorer, a_case(), an_answer(**parts)) == expected


@pytest.mark.parametrize("scorer", ["tokens", "cost"])
def test_noop_where_the_answer_says_nothing(scorer: str) -> None:
    assert scored(scorer, a_case(), an_answer()) == {}
