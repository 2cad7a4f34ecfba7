from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from goldenpath_gates.contracts.model import Model
from goldenpath_gates.contracts.pact_verifier import States
from goldenpath_gates.errors import UsageError

STEPS = [{"fault": "rate-limit", "requests": "1-"}]


class Played(Model):
    played: list[Any]

    def play(self, steps: Sequence[Mapping[str, Any]]) -> None:
        self.played.append(list(steps))
        if steps and "fault" not in steps[0]:
            raise UsageError("no fault")


def states() -> tuple[States, list[Any]]:
    model = Played("", "")
    object.__setattr__(model, "played", [])
    return States(model), model.played


def test_steps_are_played_and_ended() -> None:
    given, played = states()
    given.change("limited", "setup", {"steps": STEPS})
    given.change("limited", "teardown", {"steps": STEPS})
    assert played == [STEPS, []]
    assert not given.given


def test_another_state_is_taken_as_given() -> None:
    given, played = states()
    given.change("there is tea", "setup", {"kind": "green"})
    given.change("", "setup", None)
    assert given.given == {"there is tea"}
    assert not played


def test_wrong_steps_are_kept_for_later() -> None:
    given, _ = states()
    given.change("limited", "setup", {"steps": [{}]})
    assert given.broken == ["'limited': no fault"]
