"""The ramps as flagd's own evaluator follows them."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
from goldenpath_gates.flags.ramps import Ramp, ramp_of
from openfeature.contrib.tools.flagd.core import FlagdCore
from openfeature.evaluation_context import EvaluationContext

KEYS = [f"tenant-{number}" for number in range(4000)]
START = 1_800_000_000
RAMP = Ramp("blue", "green", START, 600, 10)
Moved = Callable[[str, float], set[str]]


def flag(ramp: Ramp) -> dict[str, Any]:
    return {
        "state": "ENABLED",
        "variants": {"blue": "old", "green": "new"},
        "defaultVariant": ramp.old,
        "targeting": ramp.targeting(),
        "metadata": {"ramp": ramp.new},
    }


@pytest.fixture
def moved(monkeypatch: pytest.MonkeyPatch) -> Moved:
    """The keys that get the new variant of a flag at a time."""
    evaluator = FlagdCore()
    flags = {name: flag(RAMP) for name in ("prompt", "model")}
    evaluator.set_flags(json.dumps({"flags": flags}))

    def at(name: str, now: float) -> set[str]:
        with monkeypatch.context() as patch:
            patch.setattr(time, "time", lambda: now)
            return {
                key
                for key in KEYS
                if evaluator.resolve_string_value(name, "?", EvaluationContext(key)).value == "new"
            }

    return at


def test_each_share_is_right_and_nobody_moves_back(moved: Moved) -> None:
    times = [START - 1, START, START + 599, START + 600, START + 2500, START + 5399, START + 5400]
    shares = [0, 10, 10, 20, 50, 90, 100]
    before: set[str] = set()
    for now, share in zip(times, shares, strict=True):
        found = moved("prompt", now)
        assert len(found) == pytest.approx(len(KEYS) * share / 100, abs=80)
        assert len(found) in {0, len(KEYS)} or 0 < share < 100
        assert before <= found
        assert RAMP.share(now) == share
        before = found


def test_flags_divide_the_keys_differently(moved: Moved) -> None:
    both = moved("prompt", START + 2500) & moved("model", START + 2500)
    assert len(both) == pytest.approx(len(KEYS) / 4, abs=160)


@pytest.mark.parametrize(
    ("step", "shares"),
    [
        (10, [10, 20, 30, 40, 50, 60, 70, 80, 90, 100]),
        (30, [30, 60, 90, 100]),
        (50, [50, 100]),
        (99, [99, 100]),
        (100, [100]),
    ],
)
def test_a_ramp_is_found_again(step: int, shares: Sequence[int]) -> None:
    ramp = Ramp("blue", "green", START, 600, step)
    assert ramp.steps == [(START + 600 * number, share) for number, share in enumerate(shares)]
    found = ramp_of(flag(ramp))
    assert found is not None
    assert found.steps == ramp.steps
    assert (found.old, found.new) == ("blue", "green")


@pytest.mark.parametrize(
    "change",
    [
        {"targeting": {}},
        {"targeting": {"if": []}},
        {"targeting": {"if": [{"<": [{"var": "$flagd.timestamp"}, "soon"]}, "blue", "green"]}},
        {"targeting": {"if": [{"<": []}, "blue", "x", "y"]}},
        {"targeting": RAMP.targeting() | {"fractional": []}},
        {"targeting": Ramp("red", "green", START, 600, 10).targeting()},
        {"metadata": {}},
        {"metadata": {"ramp": 1}},
    ],
)
def test_other_rules_are_no_ramp(change: Mapping[str, Any]) -> None:
    assert ramp_of({**flag(RAMP), **change}) is None
