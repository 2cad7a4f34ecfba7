from __future__ import annotations

from dataclasses import replace

from goldenpath_gates.evals.embedders import hashed
from goldenpath_gates.evals.scorers.registry import Context

from tests.gates.evals.scorers.support import SETTINGS, a_case, an_answer, scored

JUDGED = Context(SETTINGS, hashed, lambda case, answer: float("small" in (answer.text or "")))
CASE = replace(a_case(), criteria=("Says that the share is small.",))


def test_the_verdict_is_the_score() -> None:
    assert scored("judge", CASE, an_answer("a small share"), JUDGED) == {"judge": 1}
    assert scored("judge", CASE, an_answer("a share"), JUDGED) == {"judge": 0}


def test_noop_without_criteria() -> None:
    assert scored("judge", a_case(), an_answer(), JUDGED) == {}


def test_noop_without_a_judge() -> None:
    assert scored("judge", CASE, an_answer()) == {}
