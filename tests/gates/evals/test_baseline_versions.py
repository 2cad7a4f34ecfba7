from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from goldenpath_gates.evals.baseline_versions import scorers_digest, settings_digest, stale
from goldenpath_gates.evals.scorers.registry import Metric, Scorer
from goldenpath_gates.evals.settings import Embedder, Eval, Gate, Judge, Model, Request, Response

JUDGE = Judge("http://localhost/v1", "grader")


@pytest.mark.parametrize(
    "change",
    [
        {"seed": 8},
        {"temperature": 0.5},
        {"now": "2027-01-01T00:00:00Z"},
        {"retrieval_k": 10},
        {"request": Request(path="/v2")},
        {"response": Response(text="/text")},
        {"judge": JUDGE},
        {"embedder": Embedder(model="other")},
    ],
)
def test_what_changes_answers_or_scores(change: dict[str, Any]) -> None:
    assert settings_digest(replace(Eval(), **change)) != settings_digest(Eval())


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"models": ("gpt-*",)}, id="a new model shall be compared"),
        pytest.param({"model": Model(source="provider")}, id="so shall another source"),
        pytest.param({"gates": (Gate("f1", min=1),)}, id="gates judge, they do not measure"),
        pytest.param({"confidence": 0.9, "confirm": 0, "minimum": 1}, id="nor do these"),
        pytest.param({"concurrency": 1, "attempts": 1}, id="how fast is no matter"),
        pytest.param({"request": Request(timeout=1)}, id="nor how patient"),
        pytest.param({"embedder": Embedder(key_variable="K")}, id="a key is not what is asked"),
    ],
)
def test_what_does_not(change: dict[str, Any]) -> None:
    assert settings_digest(replace(Eval(), **change)) == settings_digest(Eval())


def test_the_rubric_counts() -> None:
    judged = replace(Eval(), judge=JUDGE)
    assert settings_digest(judged, "be strict") != settings_digest(judged, "be kind")


SCORER = Scorer("f1", lambda _: (Metric("f1", 0, 1, "higher"),), lambda *_: {}, "a book", "The F1.")


@pytest.mark.parametrize(
    "other",
    [
        {},
        {"f1": replace(SCORER, doc="The F1, macro-averaged.")},
        {"f1": replace(SCORER, metrics=lambda _: (Metric("f1", 0, 100, "higher"),))},
        {"f1": SCORER, "more": replace(SCORER, name="more")},
    ],
)
def test_other_scorers(other: dict[str, Scorer]) -> None:
    assert scorers_digest(other, Eval()) != scorers_digest({"f1": SCORER}, Eval())


NOW = {"datasets": {"a": "1", "b": "2"}, "scorers": "s", "settings": "t", "source": "stub"}


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ({"datasets": {"a": "1", "b": "3"}}, "b changed since it was written; "),
        ({"datasets": {"a": "1"}}, "b was added since it was written; "),
        ({"datasets": {"a": "1", "b": "2", "c": "3"}}, "c is gone since it was written; "),
        ({"scorers": "x"}, "what scores mean changed since then; "),
        ({"source": "provider"}, "what the service talks to changed since then; "),
        ({"settings": "x"}, "how the service is asked changed since then; "),
    ],
)
def test_stale(header: dict[str, Any], said: str) -> None:
    (finding,) = stale({**NOW, **header}, NOW, "evals/baseline.jsonl")
    assert str(finding).startswith(f"evals/baseline.jsonl: baseline-stale {said}")
    assert "`goldenpath eval baseline --reason TEXT --owner WHO`" in finding.message


def test_not_stale() -> None:
    assert stale({**NOW, "models": ["other"]}, NOW, "evals/baseline.jsonl") == []
