from __future__ import annotations

import pytest
from goldenpath_gates.evals.gates.ruling import Outcome
from goldenpath_gates.evals.settings import Gate

from tests.gates.evals.gates.support import passes, ruled

GATE = Gate("success", win=0.02, tier="approve")


@pytest.mark.parametrize(
    ("right", "outcome", "said"),
    [
        (900, "failed", "won 0 and lost 0 of 1000 cases, 1000 tied: net 0 %"),
        (919, "failed", "won 19 and lost 0 of 1000 cases, 981 tied: net +1.9 %"),
        (920, "passed", "won 20 and lost 0 of 1000 cases, 980 tied: net +2 %"),
        (890, "failed", "won 0 and lost 10 of 1000 cases, 990 tied: net -1 %"),
    ],
)
def test_net_wins(right: int, outcome: Outcome, said: str) -> None:
    ruling = ruled(GATE, {"success": passes(right)}, {"success": passes(900)})
    assert ruling.outcome == outcome
    assert said in ruling.sentence
    assert "sign test p = " in ruling.sentence


def test_less_wins_where_less_is_better() -> None:
    before, now = {"attack_success": passes(100)}, {"attack_success": passes(50)}
    assert ruled(Gate("attack_success", win=0.02), now, before).outcome == "passed"


def test_nothing_new_has_nothing_to_win() -> None:
    same = {"success": passes(900)}
    assert ruled(GATE, same, same, changed=False).outcome == "not applicable"


def test_without_a_baseline_nobody_knows() -> None:
    assert ruled(GATE, {"success": passes(900)}, None, changed=False).outcome == "incomplete"
