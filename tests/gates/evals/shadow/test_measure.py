from __future__ import annotations

from typing import Any

import pytest
from goldenpath_gates.evals.embedders import hashed
from goldenpath_gates.evals.scorers.registry import Context
from goldenpath_gates.evals.settings import Eval
from goldenpath_gates.evals.shadow.measure import METRICS, measured
from goldenpath_gates.evals.shadow.recording import Pair

from tests.gates.evals.shadow.support import TEXT, answer, pair

CONTEXT = Context(Eval(), hashed)
CASES: dict[str, tuple[dict[str, Any], dict[str, float]]] = {
    "the same": ({}, {"rouge_l": 1, "cosine": 1, "same_documents": 1, "citation_coverage": 1}),
    "effort": ({}, {"length": len(TEXT), "latency_ms": 100, "output_tokens": 20}),
    "nothing alike": ({"text": "Nope."}, {"rouge_l": 0, "length": 5}),
    "says nothing": ({"text": ""}, {"rouge_l": 0, "cosine": 0, "length": 0, "refusal": 0}),
    "refuses": ({"text": "I cannot help with that."}, {"refusal": 1}),
    "one document of three": ({"documents": ["canary", "slo"]}, {"same_documents": 1 / 3}),
    "no documents": ({"documents": []}, {"same_documents": 0, "citation_coverage": 0}),
    "a mask nobody brought": ({"text": "Write to [email]."}, {"pii_leak": 1}),
    "the mask of the question": ({"text": "Is [phone] yours?"}, {"pii_leak": 0}),
    "a citation is no mask": ({"text": "See [canary]."}, {"pii_leak": 0}),
}


def scores(body: dict[str, Any]) -> tuple[dict[str, float], dict[str, float]]:
    primary, candidate = measured(Pair.of(body), CONTEXT)
    return dict(primary.scores), dict(candidate.scores)


@pytest.mark.parametrize(("changes", "expected"), CASES.values(), ids=CASES)
def test_candidate(changes: dict[str, Any], expected: dict[str, float]) -> None:
    primary, candidate = scores(pair("a", answer(**changes), asked="Is [phone] a canary?"))
    assert {name: candidate[name] for name in expected} == pytest.approx(expected)
    assert primary["rouge_l"] == primary["same_documents"] == 1


def test_an_error_is_nothing_but_an_error() -> None:
    _, candidate = scores(pair("a", {"error": "timeout"}))
    assert candidate == {"error_rate": 1.0}


def test_what_was_not_recorded_is_not_measured() -> None:
    unknown: dict[str, Any] = {
        name: None for name in ("documents", "cost_usd", "input_tokens", "output_tokens")
    }
    primary, candidate = scores(pair("a", answer(**unknown), **unknown))
    left = {"same_documents", "citation_coverage", "cost_usd", "input_tokens", "output_tokens"}
    assert not left & primary.keys()
    assert not left & candidate.keys()


def test_every_figure_is_in_the_table() -> None:
    for side in scores(pair("a")):
        assert side.keys() | {"preference"} == {metric.name for metric in METRICS}
