from __future__ import annotations

import pytest
from goldenpath_gates.evals.gates.ruling import Outcome
from goldenpath_gates.evals.settings import Eval, Gate

from tests.gates.evals.gates.support import passes, ruled, spread_out

GATE = Gate("success", drop=0.02)


@pytest.mark.parametrize(
    ("right", "cases", "outcome", "why"),
    [
        pytest.param(1000, 1000, "passed", "a larger loss is excluded", id="nothing changed"),
        pytest.param(991, 1000, "passed", "worse by more than chance, but by less", id="small"),
        pytest.param(996, 1000, "passed", "a larger loss is excluded", id="small, perhaps chance"),
        pytest.param(980, 1000, "failed", "0.02 worse is allowed, and this is no chance", id="2 %"),
        pytest.param(97, 100, "inconclusive", "neither show nor exclude", id="too few to tell"),
        pytest.param(90, 100, "failed", "this is no chance", id="few, but far"),
    ],
)
def test_against_a_perfect_baseline(right: int, cases: int, outcome: Outcome, why: str) -> None:
    ruling = ruled(GATE, {"success": passes(right, cases)}, {"success": passes(cases, cases)})
    assert ruling.outcome == outcome
    assert why in ruling.sentence


def test_figures() -> None:
    ruling = ruled(GATE, {"success": passes(970)}, {"success": passes(1000)})
    assert (ruling.cases, ruling.value, ruling.baseline) == (1000, 0.97, 1.0)
    assert not ruling.regression  # nothing is left to ask
    assert ruling.low is not None
    assert ruling.high is not None
    assert ruling.low < -0.03 < ruling.high < 0
    assert ruling.sentence.startswith("success is 0.97 after 1: -0.03 [")


@pytest.mark.parametrize(
    ("gate", "outcome"),
    [
        (Gate("success", drop=0.02), "inconclusive"),
        (Gate("success", drop=1), "inconclusive"),
        (Gate("success", band=1), "inconclusive"),
        (Gate("success", win=0.02), "failed"),
    ],
)
def test_no_interval_leaves_the_range(gate: Gate, outcome: Outcome) -> None:
    """Clipped for people only: with or without, the gate says the same."""
    settings = Eval(minimum=1)
    ruling = ruled(gate, {"success": passes(2, 5)}, {"success": passes(5, 5)}, settings=settings)
    assert (ruling.outcome, ruling.low) == (outcome, -1.0)
    assert "-1, " in ruling.sentence or "-100 %, " in ruling.sentence


def test_a_gain_is_no_drop() -> None:
    ruling = ruled(GATE, {"success": passes(1000)}, {"success": passes(900)})
    assert ruling.outcome == "passed"
    assert ruling.difference == pytest.approx(0.1)


def test_where_less_is_better_more_is_a_drop() -> None:
    gate = Gate("attack_success", drop=0.02)
    worse, better = {"attack_success": passes(50)}, {"attack_success": passes(0)}
    assert ruled(gate, worse, better).outcome == "failed"
    assert ruled(gate, better, worse).outcome == "passed"


def test_what_cannot_be_told_says_what_could() -> None:
    ruling = ruled(GATE, {"success": passes(97, 100)}, {"success": passes(100, 100)})
    assert ruling.detectable == pytest.approx(0.12, abs=0.05)
    assert f"{ruling.detectable:.4g} is what these cases would show" in ruling.sentence


def test_a_drop_of_nothing_allows_an_identical_run() -> None:
    same = {"success": passes(900)}
    assert ruled(Gate("success", drop=0), same, same).outcome == "passed"


def test_slower() -> None:
    before = {"latency_ms": [100.0 + row % 50 for row in range(400)]}
    slower = {"latency_ms": [v and v + 80 for v in before["latency_ms"]]}
    for statistic in ("mean", "p95"):
        gate = Gate("latency_ms", drop=50, statistic=statistic)
        assert ruled(gate, slower, before).outcome == "failed"
        noisy = spread_out(before, 0.05)
        assert ruled(gate, noisy, before).outcome == "passed"


@pytest.mark.parametrize(
    ("confirmed", "confirm", "outcome", "regression"),
    [
        (False, 2, "failed", True),
        (True, 2, "inconclusive", False),
        (False, 0, "inconclusive", False),
    ],
)
def test_a_first_look_is_quick_to_suspect(
    confirmed: bool, confirm: int, outcome: Outcome, regression: bool
) -> None:
    now = {"success": [0.0] * 25 + [1.0] * 975}
    before = {"success": [1.0] * 25 + [0.0] * 10 + [1.0] * 965}
    ruling = ruled(GATE, now, before, confirmed=confirmed, settings=Eval(confirm=confirm))
    assert (ruling.outcome, ruling.regression) == (outcome, regression)
    assert ("asked again" in ruling.sentence) is regression


def test_its_own_confidence() -> None:
    now = {"success": [0.0] * 25 + [1.0] * 975}
    before = {"success": [1.0] * 25 + [0.0] * 10 + [1.0] * 965}
    assert ruled(Gate("success", drop=0.02, confidence=0.95), now, before).outcome == "failed"
