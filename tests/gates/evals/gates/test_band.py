from __future__ import annotations

import pytest
from goldenpath_gates.evals.gates.ruling import Outcome
from goldenpath_gates.evals.settings import Gate

from tests.gates.evals.gates.support import ruled, spread_out

TOKENS = {"cost_usd": [0.001 * (1 + row % 5) for row in range(500)]}


@pytest.mark.parametrize(
    ("factor", "noise", "outcome"),
    [
        (1.0, 0.0, "passed"),
        (1.02, 0.01, "passed"),
        (1.06, 0.02, "failed"),
        (0.94, 0.02, "failed"),
        (1.0, 0.5, "inconclusive"),
    ],
)
def test_either_way(factor: float, noise: float, outcome: Outcome) -> None:
    now = spread_out({"cost_usd": [factor * v for v in TOKENS["cost_usd"]]}, noise)
    assert ruled(Gate("cost_usd", band=0.03), now, TOKENS).outcome == outcome


def test_derived_figures() -> None:
    dearer = {"cost_usd": [1.5 * v for v in TOKENS["cost_usd"]]}
    ruling = ruled(Gate("cost_per_1000", band=0.1), dearer, TOKENS)
    assert ruling.outcome == "failed"
    assert (ruling.value, ruling.baseline) == pytest.approx((4.5, 3.0))
    assert ruling.sentence.startswith("cost_per_1000 is 4.5 USD after 3 USD: +50 % [")


def test_cost_of_a_success() -> None:
    good, half = [1.0] * 500, [1.0, 0.0] * 250
    gate = Gate("cost_per_success", band=0.1)
    ruling = ruled(gate, {**TOKENS, "success": half}, {**TOKENS, "success": good})
    assert ruling.outcome == "failed"
    assert ruling.value == pytest.approx(0.006)


def test_no_success_is_incomplete() -> None:
    none = {**TOKENS, "success": [0.0] * 500}
    ruling = ruled(Gate("cost_per_success", max=1), none)
    assert ruling.outcome == "incomplete"
    assert "no success to divide by" in ruling.sentence


def test_nothing_is_a_share_of_nothing() -> None:
    nothing = {"cost_usd": [0.0] * 500}
    ruling = ruled(Gate("cost_usd", band=0.03), TOKENS, nothing)
    assert ruling.outcome == "incomplete"
    assert "nothing is a share of 0: use `min` or `max`" in ruling.sentence
    assert ruled(Gate("cost_usd", band=0.03), nothing, nothing).outcome == "passed"
