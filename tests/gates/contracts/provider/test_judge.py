from __future__ import annotations

from typing import Any

import pytest
from goldenpath_gates.contracts.provider import judge
from goldenpath_gates.contracts.provider.observe import Event, Seen
from goldenpath_gates.contracts.provider.suite import Case, Expect

PROBLEM = "application/problem+json"
ANSWER: dict[str, Any] = {"model": "m-1", "usage": {"output_tokens": 3}, "stub": False}
GOOD = Seen(200, "application/json", None, ANSWER)
LIMITED = Seen(503, PROBLEM, "30", {"type": "urn:problem-type:limited"})
STREAM = Seen(
    200, "text/event-stream", events=(Event("delta", 1), Event("delta", 2), Event("done", ANSWER))
)
CUT = Seen(
    200,
    "text/event-stream",
    events=(Event("delta", 1), Event("error", {"type": "urn:problem-type:timeout"})),
)


def broken(expect: Expect, seen: Seen, calls: int = 1) -> dict[str, str]:
    found = judge.findings("p.yaml", Case("c", "a title", expect), seen, calls, "/model")
    assert all(each.path == "p.yaml" for each in found)
    return {each.rule: each.message for each in found}


@pytest.mark.parametrize(("expect", "seen", "rule", "said"), [
    (Expect(status=200), LIMITED, "status",
     "expected status 200, saw 503 (urn:problem-type:limited)"),
    (Expect(status=503), GOOD, "status", "expected status 503, saw 200"),
    (Expect(problem="failed"), LIMITED, "problem",
     "expected problem failed, saw urn:problem-type:limited"),
    (Expect(problem="imited"), LIMITED, "problem", "expected problem imited"),
    (Expect(problem="limited"), GOOD, "problem", "saw nothing"),
    (Expect(retry_after=3), LIMITED, "retry-after", "expected Retry-After 3, saw 30"),
    (Expect(retry_after=3), GOOD, "retry-after", "expected Retry-After 3, saw nothing"),
    (Expect(model="m-2"), GOOD, "model", "expected the model m-2, saw m-1"),
    (Expect(model="m-1"), LIMITED, "model", "expected the model m-1, saw nothing"),
    (Expect(body={"/usage/output_tokens": 4}), GOOD, "body",
     "expected /usage/output_tokens 4, saw 3"),
    (Expect(body={"/usage/output_tokens": {"minimum": 4}}), GOOD, "body", '{"minimum": 4}, saw 3'),
    (Expect(body={"/stub": 0}), GOOD, "body", "expected /stub 0, saw false"),
    (Expect(body={"/no": "x"}), GOOD, "body", "expected /no x, saw nothing"),
    (Expect(events=["delta", "error"]), STREAM, "events", 'saw ["delta", "done"]'),
    (Expect(events=["delta"]), GOOD, "events", "saw nothing"),
    (Expect(ending="timeout"), STREAM, "ending", "the stream to end with timeout, saw nothing"),
    (Expect(ending="failed"), CUT, "ending", "saw urn:problem-type:timeout"),
    (Expect(calls=2), GOOD, "calls", "expected calls of the model 2, saw 1"),
    (Expect(status=200), Seen(error="nobody there"), "answer", "nobody there"),
])  # fmt: skip
def test_a_broken_expectation_is_a_finding(
    expect: Expect, seen: Seen, rule: str, said: str
) -> None:
    found = broken(expect, seen)
    assert list(found) == [f"provider-{rule}"]
    message = found[f"provider-{rule}"]
    assert message.startswith("c: ")
    assert said in message
    assert message.endswith("; promised is: a title")


@pytest.mark.parametrize(("expect", "seen"), [
    (Expect(), GOOD),
    (Expect(status=200, model="m-1", calls=1), GOOD),
    (Expect(model="m-*"), GOOD),
    (Expect(status=503, problem="limited", retry_after=30), LIMITED),
    (Expect(problem="urn:problem-type:limited"), LIMITED),
    (Expect(body={"/usage/output_tokens": 3, "/stub": False}), GOOD),
    (Expect(body={"/usage": {"required": ["output_tokens"]}}), GOOD),
    (Expect(status=200, events=["delta", "done"], model="m-1", body={"/stub": False}), STREAM),
    (Expect(events=["delta", "error"], ending="timeout"), CUT),
    (Expect(ending="urn:problem-type:timeout"), CUT),
])  # fmt: skip
def test_a_kept_expectation_is_none(expect: Expect, seen: Seen) -> None:
    assert broken(expect, seen) == {}


def test_each_broken_expectation_is_one() -> None:
    found = broken(Expect(status=200, problem="x", calls=3), LIMITED)
    assert list(found) == ["provider-status", "provider-problem", "provider-calls"]


def test_calls_count_without_an_answer_too() -> None:
    found = broken(Expect(status=200, calls=1), Seen(error="too late"), calls=2)
    assert list(found) == ["provider-answer", "provider-calls"]


def test_a_service_that_names_no_model() -> None:
    case = Case("c", "t", Expect(model="m-1"))
    assert judge.findings("p.yaml", case, GOOD, 1, None)


@pytest.mark.parametrize(("promised", "seen", "same"), [
    ("x", "urn:problem-type:x", True),
    ("x", "https://example.com/problems/x", True),
    ("x", "https://example.com/problems#x", True),
    ("x", "x", True),
    ("x", "urn:problem-type:not-x", False),
    ("x", "urn:x:y", False),
    (".", "urn:x", False),
    ("x", None, False),
])  # fmt: skip
def test_types_of_problems(promised: str, seen: str | None, same: bool) -> None:
    assert judge.is_type(promised, seen) == same


def test_a_long_value_is_cut() -> None:
    seen = Seen(200, "application/json", None, {"model": "m" * 1000})
    assert len(broken(Expect(model="x"), seen)["provider-model"]) < 300
