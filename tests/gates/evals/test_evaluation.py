"""What the train keeps of a result."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from goldenpath_gates.evals.evaluation import judgement
from goldenpath_gates.evals.gates.ruling import Outcome, Ruling
from goldenpath_gates.evals.result import Result
from goldenpath_gates.evals.settings import Gate, Tier
from goldenpath_gates.report import Figure, Finding

from tests.gates.support import a_report, violation


def a_ruling(gate: Gate, outcome: Outcome = "passed", tier: Tier = "block", **more: Any) -> Ruling:
    return Ruling(gate, outcome, tier, "It fell.", **{"value": 0.5, **more})


def figure(ruling: Ruling) -> Figure:
    (found,) = judgement(Result("passed", "fine", (ruling,)), ()).figures
    return found


@pytest.mark.parametrize(
    ("gate", "name"),
    [
        (Gate("success", min=0.9), "success"),
        (Gate("latency_ms", max=9, statistic="p95"), "latency_ms p95"),
        (Gate("success", min=0.9, tag="canary"), "success (canary)"),
        (
            Gate("success", min=0.9, tag="a", tenant="b", dataset="c", statistic="min"),
            "success min (a b c)",
        ),
        (Gate("success", min=0.9, tag="x" * 500), f"success ({'x' * 191}"),
    ],
)
def test_a_figure_is_named_by_what_it_is_of(gate: Gate, name: str) -> None:
    assert figure(a_ruling(gate)).name == name


@pytest.mark.parametrize(
    ("gate", "demand"),
    [
        (Gate("success", min=0.9), ">= 0.9"),
        (Gate("latency_ms", max=3000, slo="p95"), "<= 3000"),
        (Gate("attack_success", max=0), "<= 0"),
        (Gate("recall@5", drop=0.01), "at most 0.01 below the baseline"),
        (Gate("output_tokens", band=0.03), "within 3.0% of the baseline"),
        (Gate("success", win=0.02), "wins by 2.0%"),
    ],
)
def test_a_figure_says_what_was_asked_for(gate: Gate, demand: str) -> None:
    assert figure(a_ruling(gate)).threshold == demand


@pytest.mark.parametrize(
    ("tier", "outcome", "passed", "findings"),
    [
        ("block", "passed", True, 0),
        ("block", "inconclusive", True, 0),
        ("block", "failed", False, 1),
        ("block", "incomplete", False, 1),
        ("block", "not applicable", None, 0),
        ("approve", "passed", True, 0),
        ("approve", "failed", False, 1),
        ("approve", "incomplete", False, 1),
        ("warn", "passed", None, 0),
        ("warn", "failed", None, 0),
        ("warn", "incomplete", None, 1),
        ("info", "failed", None, 0),
    ],
)
def test_a_tier_says_what_a_figure_counts_for(
    tier: Tier, outcome: Outcome, passed: bool | None, findings: int
) -> None:
    done = judgement(Result("passed", "", (a_ruling(Gate("success", min=1), outcome, tier),)), ())
    assert done.figures[0].passed is passed
    assert [str(finding) for finding in done.findings] == [f"eval-{tier} It fell."] * findings


def test_a_ruling_without_a_value_is_no_figure() -> None:
    ruling = a_ruling(Gate("success", min=1), "incomplete", value=None)
    done = judgement(Result("incomplete", "", (ruling,)), ())
    assert (done.figures, len(done.findings)) == ((), 1)


def test_what_is_wrong_with_the_run_comes_before_its_gates() -> None:
    problem = Finding("eval-coverage", "3 cases were not asked")
    ruling = a_ruling(Gate("success", min=1), "failed")
    done = judgement(Result("incomplete", "why", (ruling,), (problem,)), ("reports/eval/x",))
    assert done.findings == (problem, Finding("eval-block", "It fell."))
    assert (done.verdict, done.summary, done.artifacts) == (
        "incomplete",
        "why",
        ("reports/eval/x",),
    )


def test_the_report_holds_up_and_fits_its_schema() -> None:
    gates = (Gate("success", min=0.4), Gate("success", win=0.02), Gate("x", band=0.1, tag="t" * 99))
    done = judgement(Result("passed", "fine", tuple(map(a_ruling, gates))), ())
    report = replace(a_report(stage="eval"), figures=done.figures, findings=done.findings)
    assert report.holds_up
    assert violation(report.to_json(), "report") is None
