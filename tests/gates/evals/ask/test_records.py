from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pytest
from goldenpath_gates.evals.ask.records import record, wanted
from goldenpath_gates.evals.case import Expected
from goldenpath_gates.evals.record import Answer, Record, parse

from tests.gates.evals.ask.support import case

Scores = Mapping[str, float]
ASKED = case("q", tags=("t",), tenant="acme", weight=2.0, expected=Expected(label="refund"))


def recorded(*answers: Answer | Scores) -> Record:
    """Each answer with the scores that it gets, or one that went wrong."""
    scores = {f"text {n}": a for n, a in enumerate(answers) if not isinstance(a, Answer)}
    given = [
        a if isinstance(a, Answer) else Answer(200, text=f"text {n}", model="m", label="refund")
        for n, a in enumerate(answers)
    ]
    return record(ASKED, given, lambda _, a: scores[a.text or ""], lambda m, v: v >= 0.5)


def test_one_answer() -> None:
    found = recorded({"f1": 0.75, "latency_ms": 3.0})
    assert found == Record(
        id="c-1", dataset="", input="q", tags=("t",), tenant="acme", weight=2.0,
        texts=("text 0",), model="m", expected="refund",
        scores={"f1": 0.75, "latency_ms": 3.0}, spread={"f1": 0.0, "latency_ms": 0.0},
        labels=("refund", "refund"),
    )  # fmt: skip
    assert parse(found.line(), "here") == found


def test_repeats_are_averaged_and_their_disagreement_is_named() -> None:
    found = recorded({"f1": 1.0, "rouge": 0.75}, {"f1": 0.25, "rouge": 0.5})
    assert found.scores == {"f1": 0.625, "rouge": 0.625}
    assert found.spread == {"f1": 0.75, "rouge": 0.25}
    assert found.flaky == ("f1",)
    assert found.texts == ("text 0", "text 1")


@pytest.mark.parametrize(("answers", "error"), [
    ([{"f1": 1.0}, Answer(500, error="answered 500")], "repeat 2: answered 500"),
    ([{"f1": 1.0}, {}], "f1 was scored in 1 of 2 repeats"),
    ([{"f1": math.nan}], "f1 is nan, which is no figure"),
    ([{"f1": 1.0}, {"f1": math.inf}], "f1 is inf, which is no figure"),
])  # fmt: skip
def test_a_case_counts_as_a_whole_or_not_at_all(answers: list[Any], error: str) -> None:
    found = recorded(*answers)
    assert found.error == error
    assert found.scores == found.spread == {}
    assert found.flaky == ()


@pytest.mark.parametrize(("expected", "text"), [
    (Expected(text="a", label="b"), "a"),
    (Expected(label="b"), "b"),
    (Expected(structure={"total": 3}), '{"total": 3}'),
    (Expected(number=3.5), "3.5"),
    (Expected(regex="^a"), "^a"),
    (Expected(contains=("a",), absent=("\u00e4",)), '{"contains": ["a"], "absent": ["\u00e4"]}'),
    (Expected(), None),
])  # fmt: skip
def test_what_people_compare_with(expected: Expected, text: str | None) -> None:
    assert wanted(expected) == text
