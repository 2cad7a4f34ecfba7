from __future__ import annotations

from datetime import date
from math import nan
from typing import Any

import numpy as np
import pytest
from goldenpath_gates.errors import UsageError
from goldenpath_gates.evals.gates import judge as gates
from goldenpath_gates.evals.gates.judge import verdict
from goldenpath_gates.evals.gates.problems import coverage, size, teeth
from goldenpath_gates.evals.gates.ruling import Outcome, Ruling
from goldenpath_gates.evals.result import Verdict
from goldenpath_gates.evals.scores import Scores
from goldenpath_gates.evals.settings import Eval, Gate, Tier
from goldenpath_gates.report import Finding

from tests.gates.evals.gates.support import METRICS, TODAY, Columns, passes, ruled, run

FULL = {"success": passes(900)}
DROP = Gate("success", drop=0.02)
MENDED_BY = "`goldenpath eval baseline --reason TEXT --owner WHO`"


@pytest.mark.parametrize(
    ("gate", "now", "before", "said"),
    [
        (Gate("sucess", min=1), FULL, FULL, "no scorer gives the metric 'sucess'"),
        (Gate("latency_ms", max=1), FULL, FULL, "no case was scored for latency_ms"),
        (Gate("success", min=1, tag="odd"), FULL, FULL, "no case belongs to success (tag odd)"),
        (DROP, {"success": passes(9, 99)}, None, "99 cases for success, at least 100 are needed"),
        (Gate("success", min=0, minimum=1001), FULL, FULL, "at least 1001 are needed"),
        (DROP, FULL, None, "no baseline to compare with, see above"),
        (DROP, FULL, {"success": passes(900, 990)}, MENDED_BY),
        (DROP, FULL, {"success": passes(900, 990)}, "the baseline does not know all cases: 10"),
        (DROP, {"success": passes(900, 990)}, FULL, "10 cases of the baseline were not asked"),
        (DROP, FULL, {"success": [None, *passes(900, 999)]}, "have success in one of run and"),
        (DROP, {"success": [None, *passes(900, 999)]}, FULL, "have success in one of run and"),
        (DROP, {"success": [nan, *passes(900, 999)]}, FULL, "success is nan, which is no finite"),
        (DROP, FULL, {"success": [nan, *passes(900, 999)]}, "the baseline holds what is no score"),
    ],
)  # fmt: skip
def test_incomplete(gate: Gate, now: Columns, before: Columns | None, said: str) -> None:
    ruling = ruled(gate, now, before)
    assert ruling.outcome == "incomplete"
    assert said in ruling.sentence


def test_a_case_without_an_answer() -> None:
    ruling = ruled(Gate("success", min=0), run(FULL, error="the service answered 500"))
    assert ruling.outcome == "incomplete"
    assert "1000 cases of success could not be scored, first case-0: the service" in ruling.sentence


@pytest.mark.parametrize(("cases", "outcome"), [(38, "incomplete"), (40, "passed")])
def test_a_tag_needs_twenty_cases(cases: int, outcome: str) -> None:
    gate = Gate("success", min=0, tag="even")
    assert ruled(gate, {"success": passes(5, cases)}).outcome == outcome


@pytest.mark.parametrize(("tier", "found"), [("warn", 1), ("info", 1), ("approve", 0)])
def test_gates_that_stop_nothing_are_a_problem(tier: Tier, found: int) -> None:
    gate = Gate("success", min=0, tier=tier)
    assert len(teeth([ruled(gate, {"success": passes(900)})])) == found


def test_the_order_of_the_baseline_does_not_matter() -> None:
    now = run({"success": passes(985)})
    order = list(range(999, -1, -1))
    backwards = run({"success": passes(1000)}).taken(np.array(order))
    straight = run({"success": passes(1000)})
    assert ruled(DROP, now, backwards) == ruled(DROP, now, straight)


def test_all_comparisons_together_have_the_confidence() -> None:
    """Nine losses are no chance at 99 %; as one comparison of four they may be."""
    now, before = run({"success": passes(91, 100)}), run({"success": passes(100, 100)})
    four = [DROP, *(Gate("success", drop=0.02, dataset="golden.jsonl", tier=t) for t in TIERS)]
    alone = gates.judge(now, before, [DROP], Eval(confirm=0), METRICS, changed=True, today=TODAY)
    beside = gates.judge(now, before, four, Eval(confirm=0), METRICS, changed=True, today=TODAY)
    assert (alone[0].outcome, beside[0].outcome) == ("failed", "inconclusive")


TIERS: tuple[Tier, ...] = ("block", "warn", "info")


def test_the_same_again() -> None:
    now, before = run({"success": passes(985)}), run({"success": passes(1000)})
    assert ruled(DROP, now, before) == ruled(DROP, now, before)


def rulings(*pairs: tuple[Outcome, Tier]) -> list[Ruling]:
    return [Ruling(DROP, outcome, tier, "") for outcome, tier in pairs]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([("passed", "block"), ("inconclusive", "block")], "passed"),
        ([("failed", "warn"), ("failed", "info")], "passed"),
        ([("passed", "block"), ("not applicable", "approve")], "passed"),
        ([("failed", "approve"), ("passed", "block")], "approval"),
        ([("failed", "approve"), ("failed", "block")], "failed"),
        ([("failed", "block"), ("incomplete", "info")], "incomplete"),
        ([("not applicable", "approve")], "incomplete"),
        ([], "incomplete"),
    ],
)
def test_verdict(given: list[tuple[Outcome, Tier]], expected: Verdict) -> None:
    assert verdict(rulings(*given), []) == expected


def test_a_problem_is_never_passed() -> None:
    assert verdict(rulings(("passed", "block")), [Finding("x", "y")]) == "incomplete"


@pytest.mark.parametrize(
    ("until", "tier", "effective"),
    [
        ("2026-06-01", "block", "warn"),
        ("2026-05-31", "block", "block"),
        ("2027-06-02", "approve", "warn"),
        ("2026-07-01", "info", "info"),
    ],
)
def test_advisory(until: str, tier: Tier, effective: Tier) -> None:
    gate = Gate("success", min=1, tier=tier, advisory_until=until)
    ruling = ruled(gate, FULL)
    assert (ruling.outcome, ruling.tier) == ("failed", effective)


@pytest.mark.parametrize(
    ("until", "said"),
    [("2027-06-03", "longer than a year"), ("2026-02-30", "which is no day"), ("x", "no day")],
)
def test_an_advisory_period_ends(until: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        ruled(Gate("success", min=1, advisory_until=until), FULL)


def judged(now: Columns, before: Columns, **settings: Any) -> list[Ruling]:
    metrics = {**METRICS, "recall@5": METRICS["success"]}
    return gates.judge(
        run(now), run(before), [], Eval(**settings), metrics, changed=True, today=date(2026, 1, 1)
    )


def test_without_gates_there_are_some() -> None:
    named = [(r.gate.metric, r.outcome) for r in judged({**FULL, "recall@5": passes(9)}, FULL)]
    assert named == [("success", "passed"), ("success", "failed"), ("recall@5", "incomplete")]


def test_success_is_always_demanded() -> None:
    found = judged({"latency_ms": passes(9)}, {"latency_ms": passes(9)})
    assert {ruling.outcome for ruling in found} == {"incomplete"}


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["case-0", "case-1"], []),
        (["case-1", "case-0"], []),
        (["case-0", "case-1", "case-2"], ["1 cases were not asked: run again; first case-2"]),
        (["case-0"], ["1 cases are in no dataset: run again; first case-1"]),
    ],
)
def test_coverage(asked: list[str], said: list[str]) -> None:
    scores = run({"success": [1.0, 0.0]})
    assert [finding.message for finding in coverage(scores, asked)] == said


def test_coverage_of_errors() -> None:
    found = coverage(run({"success": [1.0]}, error="no answer in 30 s"), ["case-0"])
    assert [str(f) for f in found] == [
        "eval-coverage case-0: no answer in 30 s; every case needs an answer that can be scored"
    ]


@pytest.mark.parametrize(("minimum", "findings"), [(2, 0), (3, 1)])
def test_size(minimum: int, findings: int) -> None:
    scores: Scores = run({"success": [1.0, 0.0]})
    assert len(size(scores, minimum)) == findings
