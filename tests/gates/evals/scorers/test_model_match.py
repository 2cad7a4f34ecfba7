from __future__ import annotations

import pytest
from goldenpath_gates.evals.embedders import hashed
from goldenpath_gates.evals.scorers.registry import Context
from goldenpath_gates.evals.settings import Eval

from tests.gates.evals.scorers.support import a_case, an_answer, scored

CONTEXT = Context(Eval(models=("gpt-4.1-mini*", "own-?")), hashed)


@pytest.mark.parametrize(
    ("model", "value"),
    [
        ("gpt-4.1-mini", 1),
        ("gpt-4.1-mini-2026-01-01", 1),
        ("own-1", 1),
        ("gpt-4.1-nano", 0),
        ("GPT-4.1-mini", 0),
        ("", 0),
        (None, 0),
    ],
)
def test_only_these_models_may_answer(model: str | None, value: float) -> None:
    found = scored("model_match", a_case(), an_answer(model=model), CONTEXT)
    assert found == {"model_match": value}


def test_noop_without_a_list() -> None:
    assert scored("model_match", a_case(), an_answer(model="any")) == {}
