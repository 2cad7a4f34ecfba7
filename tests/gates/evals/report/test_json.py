from __future__ import annotations

import json
from dataclasses import replace

import pytest
from goldenpath_gates.evals.report import json as report
from goldenpath_gates.evals.result import Result, Verdict
from goldenpath_gates.schema import first_violation, packaged

from tests.gates.evals.report.support import RULINGS, a_change, a_result, prompt
from tests.gates.evals.report.test_page import hostile


@pytest.mark.parametrize("verdict", ["passed", "failed", "approval", "incomplete"])
@pytest.mark.parametrize("changed", [0, 3])
def test_a_result_fits_its_schema(verdict: Verdict, changed: int) -> None:
    body = json.loads(report.text(a_result(verdict, changed)))
    assert first_violation(body, packaged("eval-result")) is None
    assert (body["verdict"], body["changed"], len(body["changes"])) == (verdict, changed, changed)


@pytest.mark.parametrize(
    "result",
    [
        pytest.param(a_result("incomplete", scores=None, baseline=None, rulings=()), id="empty"),
        pytest.param(a_result(rulings=(replace(RULINGS[0], value=float("nan")),)), id="NaN"),
        pytest.param(a_result("failed", 1, changes=(a_change(0, loss=float("inf")),)), id="inf"),
        pytest.param(hostile(), id="hostile"),
    ],
)
def test_it_is_plain_json_whatever_happened(result: Result) -> None:
    text = report.text(result)
    assert not {"NaN", "Infinity"} & set(text.replace(",", " ").split())
    json.loads(text)


def test_a_gate_keeps_its_figures() -> None:
    gate = report.document(a_result("failed"))["gates"][1]
    assert (gate["metric"], gate["demand"], gate["scope"]) == ("rouge_l", {"drop": 0.02}, {})
    assert (gate["difference"], gate["low"], gate["high"]) == (-0.041, -0.053, -0.029)


def test_answers_are_left_to_the_records() -> None:
    text = report.text(a_result("failed", 3))
    assert "canary release" not in text


def test_cases_with_another_prompt_are_named() -> None:
    result = a_result(prompts_before=(prompt("a"),), prompts_after=(prompt("b"),))
    assert report.document(result)["prompts_changed"] == ["case-0001"]


def test_the_schema_is_versioned() -> None:
    assert packaged("eval-result")["$id"] == "urn:goldenpath:eval-result:1"
    assert first_violation({"version": 2}, packaged("eval-result"))
