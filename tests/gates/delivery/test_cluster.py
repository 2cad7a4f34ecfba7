"""An API server that is slow to answer, refuses, or says what nobody understands."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from goldenpath_gates.delivery import cluster
from goldenpath_gates.delivery.cluster import Cluster
from goldenpath_gates.errors import IncompleteError

from tests.cluster_box import CLUSTER_TOKEN

if TYPE_CHECKING:
    from tests.gates.delivery.conftest import World

MAIN = "production-main"
NAMESPACES = "/api/v1/namespaces"


@pytest.mark.parametrize(
    ("faults", "verdict", "says"),
    [
        ([503, 502, 429, 500], "passed", "runs in production-main"),
        ([503] * 5, "incomplete", "nobody sees what becomes of bbbbbbbbbbbb"),
        ([403], "incomplete", "answers 403"),
        (["no object"], "incomplete", "the answer is no JSON object"),
        ([302], "incomplete", "answers 302"),
    ],
)
def test_while_it_is_watched(
    world: World,
    faults: list[int | str],
    verdict: str,
    says: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A few answers are missed; what was committed stands in the message."""
    sleep = world.clock.sleep
    waited: list[float] = []

    def trouble(seconds: float) -> None:
        sleep(seconds)
        waited.append(seconds)
        if len(waited) == 3:
            world.box.faults += faults

    monkeypatch.setattr(world.clock, "sleep", trouble)
    judged = world.run("canary")
    assert judged.verdict == verdict
    assert says in judged.summary
    assert ("deliver revert production-main" in judged.summary) == (verdict == "incomplete")
    told = json.loads((world.root / "reports/canary/analysis.json").read_text())
    assert told["end"] == ("healthy" if verdict == "passed" else "lost")


def test_a_token_that_ran_out_is_renewed(world: World) -> None:
    """The forge's word counts for minutes, a canary takes an hour."""
    place = world.config.delivery.environments["staging"]
    tokens = iter(["ran-out", CLUSTER_TOKEN])
    with cluster.opened(place, world.root, world.env) as api:
        watched = Cluster(api.place, api.url, lambda: next(tokens), api.http)
        assert watched.get(NAMESPACES) == {"items": []}
    assert world.box.shown[-2:] == ["Bearer ran-out", f"Bearer {CLUSTER_TOKEN}"]


def test_the_word_of_gitlab_counts(world: World) -> None:
    token = world.env.pop("GOLDENPATH_CLUSTER_TOKEN")
    world.env["GOLDENPATH_ID_TOKEN"] = token
    assert world.run("staging").verdict == "passed"


def test_an_answer_without_end_is_none(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "LIMIT", 5)
    with pytest.raises(IncompleteError, match="the answer is longer than 5 bytes"):
        world.run("staging")


def test_only_the_api_server_says_that_something_is_gone(world: World) -> None:
    """A proxy's 404 is no proof."""
    place = world.config.delivery.environments["staging"]
    world.box.faults += [404]
    with (
        cluster.opened(place, world.root, world.env) as api,
        pytest.raises(IncompleteError, match="answers 404"),
    ):
        api.find(f"{NAMESPACES}/answers-pr-7")
