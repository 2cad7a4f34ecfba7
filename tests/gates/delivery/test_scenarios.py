"""Every scenario of a delivery, end to end: the verdict, the branches and the change requests."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, get_args

import pytest

from tests.cluster_box import Scenario
from tests.gates.delivery.conftest import GITLAB, NEW, OLD

if TYPE_CHECKING:
    from tests.gates.delivery.conftest import World

MAIN, EU = "production-main", "production-eu"
DEPLOY = "deploy bbbbbbbbbbbb to "


@pytest.mark.parametrize(
    ("scenario", "verdict", "says", "rules", "commits"),
    [
        ("healthy", "passed", "bbbbbbbbbbbb answers at", [], 1),
        ("slow", "passed", "bbbbbbbbbbbb answers at", [], 1),
        ("refuses", "failed", "does not answer as it should", ["smoke-status"], 2),
        ("dead", "failed", "does not answer as it should", ["staging-version"], 2),
        ("never", "failed", "does not answer as it should", ["staging-version"], 2),
    ],
)
def test_staging(
    world: World, scenario: Scenario, verdict: str, says: str, rules: list[str], commits: int
) -> None:
    world.box.play("staging", scenario)
    judged = world.run("staging")
    assert judged.verdict == verdict
    assert says in judged.summary
    assert [finding.rule for finding in judged.findings] == rules
    assert len(world.box.commits("staging")) == 2 + commits
    assert world.box.place("staging").running == (NEW if verdict == "passed" else OLD)
    for name in (MAIN, EU):
        assert len(world.box.commits(name)) == 2


@pytest.mark.parametrize(
    ("scenario", "verdict", "says", "rules", "opened"),
    [
        ("healthy", "passed", "runs in production-main", [], 0),
        ("slow", "passed", "runs in production-main", [], 0),
        ("abort", "failed", "took bbbbbbbbbbbb back", ["canary-analysis", "delivery-revert"], 1),
        ("deadline", "failed", "timed out progressing", ["canary-abort", "delivery-revert"], 1),
        ("inconclusive", "incomplete", "nobody knows whether", [], 0),
        ("stuck", "incomplete", "is still Paused within 18 s", [], 0),
        ("never", "incomplete", "did not take up the commit within 18 s Argo CD: OutOf", [], 0),
    ],
)
def test_canary(
    world: World, scenario: Scenario, verdict: str, says: str, rules: list[str], opened: int
) -> None:
    world.box.play(MAIN, scenario)
    judged = world.run("canary")
    assert judged.verdict == verdict
    assert says in judged.summary
    assert [finding.rule for finding in judged.findings] == rules
    assert world.box.commits(MAIN)[0] == DEPLOY + MAIN
    assert len(world.box.commits(EU)) == 2
    assert len(world.box.opened) == opened
    assert world.box.place(MAIN).running == (NEW if verdict == "passed" else OLD)
    told = json.loads((world.root / "reports/canary/analysis.json").read_text())
    assert told["image"].endswith(NEW)
    assert judged.artifacts == ("reports/canary/analysis.json", "reports/canary/analysis.md")


def test_every_scenario_is_played() -> None:
    played = {row[0] for test in (test_staging, test_canary) for row in _rows(test)}
    assert played | {"down", "forbidden"} == set(get_args(Scenario))


def _rows(test: object) -> list[tuple[str, ...]]:
    marks = test.pytestmark  # type: ignore[attr-defined]
    return [row for mark in marks if "scenario" in mark.args[0] for row in mark.args[1]]


@pytest.mark.parametrize("world", [GITLAB], indirect=True)
def test_an_abort_on_gitlab(world: World) -> None:
    world.box.play(MAIN, "abort")
    judged = world.run("canary")
    assert judged.findings[-1].message.startswith(f"accept {world.box.address}/changes/1: ")
    (change,) = world.box.changes.values()
    assert change.base == f"environments/{MAIN}"
    assert "Run: https://gitlab.com/acme/answers/-/pipelines/42" in change.body


@pytest.mark.parametrize("metric", ["errors", "token-errors"])
def test_an_abort_names_the_metric_in_the_change_request(world: World, metric: str) -> None:
    world.box.play(MAIN, "abort", metric)
    judged = world.run("canary")
    assert f"{metric} is [7.5], it fails if" in judged.findings[0].message
    (change,) = world.box.changes.values()
    assert change.head == f"revert/{MAIN}/{world.box.log(f'environments/{MAIN}', '%H')[0][:12]}"
    assert f"| {metric} | 1 | &#91;7.5] |" in change.body
    assert "Run: https://github.com/acme/answers/actions/runs/42" in change.body
    bad = [figure.name for figure in judged.figures if figure.passed is False]
    assert bad == [f"{MAIN}: {metric}"]


def test_an_accepted_revert_puts_the_tree_back(world: World) -> None:
    world.box.play(MAIN, "abort")
    before = world.box.log(f"environments/{MAIN}", "%T")[0]
    world.run("canary")
    world.box.accept(1)
    assert world.box.log(f"environments/{MAIN}", "%T")[0] == before
    assert world.box.opened == []


def test_a_second_run_opens_no_second_change_request(world: World) -> None:
    world.box.play(MAIN, "abort")
    assert world.run("canary").verdict == world.run("canary").verdict == "failed"
    assert len(world.box.changes) == 1
    assert len(world.box.commits(MAIN)) == 3


def test_a_forge_that_lets_nobody_ask_still_has_the_branch(world: World) -> None:
    world.box.play(MAIN, "abort")
    world.box.forbids_changes = True
    message = world.run("canary").findings[-1].message
    assert "no change request could be opened" in message
    assert f"into environments/{MAIN} by hand" in message
    (branch,) = [word for word in message.split() if word.startswith("revert/")]
    assert world.box.log(branch, "%s")[0].startswith("take back ")


@pytest.mark.parametrize(
    ("prometheus", "verdict", "rules"),
    [
        ("frozen", "failed", ["slo-freeze"]),
        ("spent", "failed", ["slo-budget-spent"]),
        ("empty", "incomplete", []),
    ],
)
def test_a_freeze_stops_before_anything_is_committed(
    world: World, prometheus: str, verdict: str, rules: list[str]
) -> None:
    world.box.place(MAIN).prometheus = prometheus  # type: ignore[assignment]
    judged = world.run("canary")
    assert judged.verdict == verdict
    assert [finding.rule for finding in judged.findings] == rules
    assert judged.summary.startswith("production-main: nothing was committed")
    assert len(world.box.commits(MAIN)) == 2


def test_rollout_of_two_regions(world: World) -> None:
    assert world.run("canary").verdict == "passed"
    judged = world.run("rollout")
    assert judged.verdict == "passed", judged
    assert judged.summary == "everyone has bbbbbbbbbbbb: production-main, production-eu"
    assert world.box.commits(EU)[0] == DEPLOY + EU
    names = {figure.name for figure in judged.figures}
    assert {f"{name}: until everyone has it" for name in (MAIN, EU)} <= names
    assert (world.root / "reports/rollout/production-eu/analysis.json").is_file()


def test_a_second_region_that_aborts_stops_the_rollout(world: World) -> None:
    world.run("canary")
    world.box.play(EU, "abort", "cost")
    judged = world.run("rollout")
    assert judged.verdict == "failed"
    assert [f"environments/{EU}"] == [c.base for c in world.box.changes.values()]
    assert world.box.place(MAIN).running == NEW
    assert world.box.place(EU).running == OLD
    assert not [f for f in judged.figures if "everyone" in f.name]


def test_rollout_notices_a_region_that_has_another_version(world: World) -> None:
    judged = world.run("rollout")
    assert judged.verdict == "failed"
    assert [finding.rule for finding in judged.findings] == ["rollout-version"]


def test_rollout_is_not_passed_without_measurements(world: World) -> None:
    world.run("canary")
    world.box.place(EU).prometheus = "empty"
    assert world.run("rollout").verdict == "incomplete"
