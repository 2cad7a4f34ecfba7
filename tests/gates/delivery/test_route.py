"""What is seen from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from goldenpath_gates.delivery import route
from goldenpath_gates.delivery.pace import Progress
from goldenpath_gates.delivery.settings import Environment, Smoke
from goldenpath_gates.errors import UsageError

from tests.gates.delivery.conftest import NEW, OLD

if TYPE_CHECKING:
    from tests.gates.delivery.conftest import World

SMOKE = Smoke(body={"question": "Are you there?"})


@pytest.mark.parametrize(
    ("digest", "smoke", "rules"),
    [
        (OLD, SMOKE, []),
        (OLD, Smoke("GET", "/v1/models", contains="the box answers"), []),
        (OLD, Smoke(status=404), ["smoke-status"]),
        (OLD, Smoke(contains="30 days"), ["smoke-answer"]),
        (NEW, SMOKE, ["smoke-version"]),
    ],
)
def test_smoke(world: World, digest: str, smoke: Smoke, rules: list[str]) -> None:
    place = world.config.delivery.environments["staging"]
    with route.opened(place, (smoke,), world.env) as way:
        assert [finding.rule for finding in way.test(digest[:12])] == rules


def test_the_token_of_the_route_goes_along(world: World) -> None:
    place = world.config.delivery.environments["staging"]
    with route.opened(place, (SMOKE,), {"GOLDENPATH_SMOKE_TOKEN": "of-the-route"}) as way:
        assert way.ask(SMOKE).status == 200
    assert world.box.shown[-1] == "Bearer of-the-route"
    assert world.box.asked[-1] == "POST /route/staging/v1/answers"


def test_nobody_answers(world: World) -> None:
    place = Environment("staging", "http://127.0.0.1:1", "answers-staging", timeout=3)
    with route.opened(place, (SMOKE,), {}) as way:
        found = way.await_release(NEW[:12], 5, world.clock.pace, Progress("staging"))
    assert not found.reached
    assert str(found.last) == "no answer (ConnectError)"
    assert found.requests == 4


def test_a_version_has_to_answer_several_times_in_a_row(world: World) -> None:
    """Behind a route are several instances, and some are of the version before."""
    place = world.config.delivery.environments["production-main"]
    turns = iter([NEW, NEW, OLD, NEW, NEW, NEW])
    asked = []
    answer = world.box.answer_route

    def turning(environment: str) -> tuple[int, str]:
        asked.append(environment)
        return answer(environment)[0], next(turns)[:12]

    world.box.answer_route = turning  # type: ignore[method-assign]
    with route.opened(place, (SMOKE,), {}) as way:
        found = way.await_release(NEW[:12], 3, world.clock.pace, Progress("rollout"))
    assert found.reached
    assert len(asked) == 6


def test_a_token_goes_nowhere_in_the_open() -> None:
    place = Environment("staging", "http://answers.example.com", "answers-staging")
    with pytest.raises(UsageError, match="is not https"), route.opened(place, (SMOKE,), {}):
        pass


def test_an_earlier_version_that_does_not_answer_either_is_said(world: World) -> None:
    world.box.play("staging", "refuses")
    answer = world.box.answer_route

    def dying(environment: str) -> tuple[int, str]:
        status, release = answer(environment)
        return (status, release) if release == NEW[:12] else (503, "")

    world.box.answer_route = dying  # type: ignore[method-assign]
    judged = world.run("staging")
    assert [finding.rule for finding in judged.findings] == ["smoke-status", "staging-revert"]
    assert "the earlier version aaaaaaaaaaaa does not answer either" in judged.findings[1].message
