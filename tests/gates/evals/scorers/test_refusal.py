from __future__ import annotations

import pytest
from goldenpath_gates.evals.scorers.refusal import PHRASES

from tests.gates.evals.scorers.support import a_case, an_answer, scored


@pytest.mark.parametrize(
    "text",
    [
        *PHRASES,
        "I do not know.",
        "I\u2019m sorry, but that is not for me.",
        "  I CANNOT   help with that.",
        "Good question! I can\u2019t answer it.",
        "The documents do not say anything about it.",
    ],
)
def test_a_refusal(text: str) -> None:
    assert scored("refusal", a_case(refusal=True), an_answer(text)) == {"refusal_correct": 1}
    assert scored("refusal", a_case(refusal=False), an_answer(text)) == {"refusal_correct": 0}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "A canary release is small.",
        "You cannot roll back a migration.",
        "Ski cannot be a verb.",
        "A refusal says no. It is short. I do not know more.",
        "x" * 600 + " I cannot",
    ],
)
def test_no_refusal(text: str) -> None:
    assert scored("refusal", a_case(refusal=False), an_answer(text)) == {"refusal_correct": 1}
    assert scored("refusal", a_case(refusal=True), an_answer(text)) == {"refusal_correct": 0}


def test_noop_where_nobody_asks() -> None:
    assert scored("refusal", a_case(text="I cannot"), an_answer("I cannot")) == {}
