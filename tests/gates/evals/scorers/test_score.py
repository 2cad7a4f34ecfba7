from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.evals.embedders import hashed
from goldenpath_gates.evals.record import Answer
from goldenpath_gates.evals.scorers import registry
from goldenpath_gates.evals.scorers.registry import Context, Metric, Scorer, scorers
from goldenpath_gates.evals.scorers.score import DERIVED, all_metrics, score_case
from goldenpath_gates.evals.settings import Eval

from tests.gates.evals.scorers.support import CONTEXT, SETTINGS, a_case, an_answer

NAMES = {
    "exact_match", "normalised_match", "json_valid", "field_precision", "field_recall", "field_f1",
    "label_accuracy", "rouge_l", "contains", "absent", "regex_match", "numeric_match", "cosine",
    "citation_coverage", "precision@5", "recall@5", "mrr", "ndcg@5", "refusal_correct", "pii_leak",
    "attack_success", "tool_calls_valid", "latency_ms", "input_tokens", "output_tokens", "cost_usd",
    "model_match", "judge", "success",
}  # fmt: skip


def test_the_metrics_that_a_gate_may_name() -> None:
    assert all_metrics(SETTINGS).keys() == NAMES
    assert [metric.name for metric, _ in DERIVED] == ["cost_per_1000", "cost_per_success"]


def test_k_comes_from_the_settings() -> None:
    assert {"recall@10", "ndcg@10", "precision@10"} <= all_metrics(Eval(retrieval_k=10)).keys()
    case = a_case(documents=("a",))
    context = Context(Eval(retrieval_k=1), hashed)
    scores, _ = score_case(case, an_answer(documents=("x", "a")), context)
    assert (scores["recall@1"], scores["mrr"]) == (0, 0.5)


@pytest.mark.parametrize(
    ("expected", "text", "success"),
    [
        ({"contains": ("small",)}, "a small share", 1),
        ({"contains": ("small", "share")}, "a small part", 0),
        ({"contains": ("small",), "refusal": False}, "I cannot say how small", 0),
        ({"contains": ("small",)}, "a small share, ask ada@example.com", 0),
        ({"number": 5, "regex": "5"}, "5", 1),
    ],
)
def test_a_success_passes_every_mark(expected: dict[str, Any], text: str, success: float) -> None:
    scores, passes = score_case(a_case(**expected), an_answer(text), CONTEXT)
    assert (scores["success"], passes["success"]) == (success, success == 1)


def test_what_passes_is_told_of_marked_metrics_only() -> None:
    case = a_case(text="It is one.", contains=("one",), absent=("is",))
    _, passes = score_case(case, an_answer(latency_ms=9e9), CONTEXT)
    assert passes == {"absent": False, "contains": True, "pii_leak": True, "success": False}


@pytest.mark.parametrize(
    "expected",
    [
        pytest.param({"text": "It is one."}, id="a-similarity-has-no-mark"),
        pytest.param({"documents": ("a",)}, id="nor-has-retrieval"),
        pytest.param({}, id="a-guard-alone-makes-no-success"),
    ],
)
def test_noop_no_success_where_nothing_with_a_mark_is_expected(expected: dict[str, Any]) -> None:
    scores, passes = score_case(a_case(**expected), an_answer(documents=("a",)), CONTEXT)
    assert "success" not in {*scores, *passes}


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"latency_ms": float("nan")}, "latency_ms is nan, which is no number from 0 on"),
        ({"latency_ms": float("inf")}, "latency_ms is inf"),
        ({"latency_ms": -1.0}, "latency_ms is -1.0"),
        ({"cost_usd": float("-inf")}, "cost_usd is -inf"),
        ({"output_tokens": 10**400}, "output_tokens is 1000"),
        ({"output_tokens": "12"}, "output_tokens is 12"),
    ],
)
def test_what_is_no_number_of_the_range_is_incomplete(parts: dict[str, Any], message: str) -> None:
    with pytest.raises(IncompleteError, match=message):
        score_case(a_case(), an_answer(**parts), CONTEXT)


def test_a_judge_out_of_range_is_incomplete() -> None:
    case = replace(a_case(), criteria=("Is short.",))
    context = Context(SETTINGS, hashed, lambda case, answer: 1.5)
    with pytest.raises(IncompleteError, match=r"judge is 1\.5, which is no number from 0 to 1"):
        score_case(case, an_answer(), context)


def test_two_scorers_of_one_metric_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    twin = Scorer("twin", lambda _: (Metric("mrr", 0, 1, "higher"),), scorers()["label"].score,
                  "", "")  # fmt: skip
    monkeypatch.setattr(registry, "_FOUND", {**registry._FOUND, "twin": twin})
    scorers.cache_clear()
    try:
        with pytest.raises(ValueError, match="two scorers give mrr, the second is twin"):
            all_metrics(SETTINGS)
    finally:
        scorers.cache_clear()


@pytest.mark.parametrize("name", sorted(scorers()))
def test_every_scorer_says_what_it_is(name: str) -> None:
    scorer = scorers()[name]
    title, _, rest = scorer.doc.partition("\n\n")
    assert title.endswith(".")
    assert "cored " in rest
    assert scorer.source
    assert scorer.metrics(SETTINGS)


def test_a_plain_answer_has_only_what_every_answer_has() -> None:
    scores, passes = score_case(a_case(), Answer(status=200, text="ok"), CONTEXT)
    assert scores == {"latency_ms": 0, "pii_leak": 0}
    assert passes == {"pii_leak": True}
