"""What fails, what cannot be judged, and what is kept: the verdict logic, without a machine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from goldenpath_gates.load import figures, memory
from goldenpath_gates.load.generate import Group, Measured
from goldenpath_gates.load.generator import REFUSED
from goldenpath_gates.load.limits import Limits
from goldenpath_gates.load.phase import Phase
from goldenpath_gates.load.probe import Shot
from goldenpath_gates.load.recording import Request

ROUTE = "/v1/answers"
LIMITS = Limits(ai_s=2.0, errors=0.01, peak=50, plain_s=0.1, first_token_s=0.5)
PHASE = Phase("smoke", ((0, 100), (10, 100)), 2)
MB = memory.MEGABYTE


def measured(**changes: Any) -> Measured:
    """8 seconds at 100 requests a second, all of them well."""
    fine = {
        "phase": PHASE,
        "rate": 100.0,
        "lag_s": 0.01,
        "groups": {ROUTE: Group(700, {100.0: 700}), "/openapi.json": Group(100, {10.0: 100})},
        "errors": {},
        "strangers": {},
        "exceptions": {},
    }
    return Measured(**{**fine, **changes})


def outcome(part: figures.Part) -> dict[str, bool | None]:
    return {figure.name: figure.passed for figure in part.figures if figure.threshold}


def test_what_is_kept_passes() -> None:
    part = figures.of_phase(measured(), LIMITS, ROUTE)
    assert outcome(part) == {
        "smoke: rate": True,
        "smoke: p95 ai": True,
        "smoke: p95 plain": True,
        "smoke: errors": True,
    }
    assert (part.findings, part.gaps) == ([], ())


SLOW = {ROUTE: Group(700, {100.0: 600, 5000.0: 100})}


@pytest.mark.parametrize(
    ("changes", "broken", "said"),
    [
        pytest.param({"groups": SLOW}, "smoke: p95 ai", "", id="slow model"),
        pytest.param(
            {"groups": SLOW, "rate": 25.0}, "smoke: p95 ai", "", id="it held the users up"
        ),
        pytest.param(
            {"groups": {**measured().groups, "/openapi.json": Group(100, {300.0: 100})}},
            "smoke: p95 plain",
            "",
            id="slow route without a model",
        ),
        pytest.param(
            {"errors": {"POST /v1/answers: code=500": 20}},
            "smoke: errors",
            "load-errors smoke: 20 times POST /v1/answers: code=500",
            id="errors",
        ),
        pytest.param(
            {"exceptions": {"KeyError('answer')": 3}},
            "",
            "load-locustfile smoke: 3 times KeyError('answer')",
            id="a visit that breaks",
        ),
        pytest.param(
            {"exit_code": 1}, "", "load-exit smoke: locust ended with exit code 1", id="exit code"
        ),
    ],
)
def test_what_is_broken_fails(changes: Mapping[str, Any], broken: str, said: str) -> None:
    part = figures.of_phase(measured(**changes), LIMITS, ROUTE)
    found = outcome(part)
    assert not part.gaps
    assert not broken or found[broken] is False
    assert "; ".join(map(str, part.findings)) == said


@pytest.mark.parametrize(
    ("changes", "gap"),
    [
        pytest.param({"rate": 62.5}, "smoke: 62.5 requests a second were sent, 100", id="too few"),
        pytest.param({"lag_s": 0.5}, "the generator was 500 ms late", id="late generator"),
        pytest.param(
            {"lag_s": 0.5, "groups": SLOW, "rate": 25.0},
            "500 ms late",
            id="late, so not the service",
        ),
        pytest.param(
            {"strangers": {"abc": 2}}, "2 answers came from another release: abc", id="who"
        ),
    ],
)
def test_what_cannot_be_judged_is_neither(changes: Mapping[str, Any], gap: str) -> None:
    part = figures.of_phase(measured(**changes), LIMITS, ROUTE)
    assert set(outcome(part).values()) == {None}
    assert gap in "; ".join(part.gaps)
    assert not part.findings


def test_a_burst_may_be_refused_and_that_is_no_error() -> None:
    groups = {**measured().groups, REFUSED: Group(400, {1.0: 400})}
    part = figures.of_phase(measured(groups=groups), LIMITS, ROUTE)
    assert {figure.name: figure.value for figure in part.figures}[
        "smoke: refused with 429"
    ] == 33.33
    assert outcome(part)["smoke: errors"] is True
    assert {figure.value for figure in part.figures if figure.name == "smoke: p95 ai"} == {100}


def shots(count: int = 100, **changes: Any) -> list[Shot]:
    fine = {
        "request": Request(0, "POST", ROUTE),
        "due_s": 0.0,
        "lag_s": 0.001,
        "latency_s": 0.2,
        "status": 200,
        "first_s": 0.1,
        "headers": {"x-service-release": "abc"},
    }
    return [Shot(**{**fine, **changes}) for _ in range(count)]


def test_the_open_loop_passes() -> None:
    part = figures.of_probe(shots(), LIMITS, ROUTE, "abc")
    assert outcome(part) == {
        "probe: p95 ai": True,
        "probe: p95 first token": True,
        "probe: errors": True,
    }
    assert not part.gaps


@pytest.mark.parametrize(
    ("found", "broken"),
    [
        (shots(90) + shots(10, latency_s=3.0), "probe: p95 ai"),
        (shots(90) + shots(10, first_s=0.6), "probe: p95 first token"),
        (shots(97) + shots(3, status=500), "probe: errors"),
        (shots(97) + shots(3, status=0, error="no answer within 1 s"), "probe: errors"),
    ],
)
def test_the_open_loop_fails(found: list[Shot], broken: str) -> None:
    part = figures.of_probe(found, LIMITS, ROUTE, "abc")
    assert [name for name, passed in outcome(part).items() if passed is False] == [broken]
    assert bool(part.findings) == (broken == "probe: errors")


@pytest.mark.parametrize(
    ("found", "gap"),
    [
        (shots(lag_s=0.4), "the generator was 400 ms late"),
        (shots(90) + shots(1, headers={}), "1 answers came from another release: none"),
    ],
)
def test_the_open_loop_cannot_judge(found: list[Shot], gap: str) -> None:
    part = figures.of_probe(found, LIMITS, ROUTE, "abc")
    assert gap in "; ".join(part.gaps)
    assert set(outcome(part).values()) == {None}


def test_without_streams_only_the_first_token_is_not_judged() -> None:
    part = figures.of_probe(shots(first_s=None, status=500), LIMITS, ROUTE, "abc")
    assert part.gaps == ["probe: 0 streams were answered, 20 are needed"]
    assert outcome(part) == {"probe: p95 ai": True, "probe: errors": False}


def test_a_promise_that_nobody_measured_is_a_gap() -> None:
    only_ai = figures.of_phase(measured(groups={ROUTE: Group(9, {1.0: 90})}), LIMITS, ROUTE)
    (gap,) = figures.uncovered([only_ai], LIMITS)
    assert gap == "p95 plain was not measured: no phase asked such a route"
    assert len(figures.uncovered([], LIMITS)) == 2
    assert figures.uncovered([figures.of_phase(measured(), LIMITS, ROUTE)], LIMITS) == []


def points(leak: float, noise: int = 2 * MB) -> list[tuple[int, int]]:
    """`leak` in bytes per answer, after a warm-up of 30 MB."""
    return [
        (n, round(100 * MB + min(n, 300) * MB / 10 + leak * n + (n // 10 % 3) * noise))
        for n in range(10, 1010, 10)
    ]


@pytest.mark.parametrize(
    ("leak", "passed"),
    [
        pytest.param(0, True, id="warm-up and noise are no leak"),
        pytest.param(5_000, True, id="little"),
        pytest.param(50_000, False, id="leak"),
    ],
)
def test_memory(leak: float, passed: bool) -> None:
    part = figures.of_memory(points(leak), 10)
    assert part.figures[0].passed is passed
    assert part.figures[0].value == pytest.approx(leak / 1000, abs=2)


def test_too_little_seen_of_memory_is_a_gap() -> None:
    part = figures.of_memory(points(0)[:4], 10)
    assert part.figures == ()
    assert part.gaps[0].startswith("memory: memory was seen")
