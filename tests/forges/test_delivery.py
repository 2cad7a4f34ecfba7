"""From a signed digest to everyone, or back: what comes after `publish`, on both forges.

The push that all tests share went all the way. Here its later jobs run again, and the clusters, the
gateway, the forge or the people of `tests/cluster_box.py` do not do as they did.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cluster_box import Change, Preview
from tests.forges.outside import BEFORE, Outside
from tests.forges.push import RUNNERS, pushed, resumed
from tests.forges.service import record, stage_results
from tests.forges.support import GithubRun, GitlabRun
from tests.support import Workshop

FORGES = ("github", "gitlab")
STAGES = ("staging", "load", "canary", "rollout")
NOT_LOAD = ("staging", "canary", "rollout")
"""It takes half a minute, and found in the push what it would find again."""
STAGING, PRODUCTION = "staging", "production-main"


def results(run: GithubRun | GitlabRun) -> dict[str, str]:
    """By stage; on GitLab a job behind a failed one is never started."""
    found = stage_results(run.results) if isinstance(run, GithubRun) else run.jobs
    return {stage: found[stage] for stage in STAGES}


def report(run: GithubRun | GitlabRun, stage: str) -> dict[str, Any]:
    body: dict[str, Any] = json.loads((run.reports(stage) / f"{stage}.json").read_text())
    return body


def evidence(run: GithubRun | GitlabRun) -> Path:
    return run.artifacts / "evidence" if isinstance(run, GithubRun) else run.artifacts("required")


def released(world: Outside) -> str:
    """The digest that the push shipped, without its algorithm."""
    (digest,) = world.registry.tags.values()
    return digest.removeprefix("sha256:")


@pytest.mark.parametrize("forge", FORGES)
def test_everyone_has_it(forge: str, workshop: Workshop) -> None:
    push = pushed(workshop, forge)
    assert results(push.run) == dict.fromkeys(STAGES, "success"), push.run.log
    clusters, digest = push.world.clusters, released(push.world)
    assert {clusters.place(name).running for name in clusters.environments} == {digest}
    for name in clusters.environments:
        assert len(clusters.commits(name)) == 2  # the release before, and this one
    analysis = push.run.reports("canary") / "canary/analysis.json"
    assert json.loads(analysis.read_text())["image"].endswith(digest)
    judged: Any = record(evidence(push.run))["stages"]
    outcomes = {row["stage"]: row["outcome"] for row in judged}
    assert {outcomes[stage] for stage in STAGES} == {"passed"}
    page = (push.run.reports("load") / "load/report.html").read_text()
    assert "<h1" in page


Plan = Callable[[Outside], None]


def smoke_fails(world: Outside) -> None:
    world.clusters.play(STAGING, "refuses")


def canary_aborts(world: Outside) -> None:
    world.clusters.play(PRODUCTION, "abort", "cost")


def budget_is_spent(world: Outside) -> None:
    world.clusters.place(PRODUCTION).prometheus = "frozen"


# What goes wrong, where the train stops, with which verdict and rule, and what runs in the end in
# staging and in production: the new release or the one before.
STOPS: list[tuple[Plan, str, str, str, tuple[bool, bool]]] = [
    (smoke_fails, "staging", "failed", "smoke-status", (False, False)),
    (budget_is_spent, "canary", "failed", "slo-freeze", (True, False)),
    (canary_aborts, "canary", "failed", "canary-analysis", (True, False)),
]


@pytest.mark.parametrize("forge", FORGES)
@pytest.mark.parametrize(
    ("plan", "stopped", "verdict", "rule", "new"), STOPS, ids=[row[0].__name__ for row in STOPS]
)
def test_the_train_stops(
    forge: str,
    plan: Plan,
    stopped: str,
    verdict: str,
    rule: str,
    new: tuple[bool, bool],
    workshop: Workshop,
    tmp_path: Path,
) -> None:
    with resumed(workshop, forge, tmp_path) as again:
        again.world.rewind()
        plan(again.world)
        run = again.run(*(STAGES if stopped == STAGING else NOT_LOAD))
        digest = released(again.world)
        clusters = again.world.clusters
        assert [clusters.place(name).running for name in (STAGING, PRODUCTION)] == [
            digest if it else BEFORE for it in new
        ]
        wanted = [f"environments/{PRODUCTION}"] if plan is canary_aborts else []
        assert [change.base for change in clusters.changes.values()] == wanted
    told = report(run, stopped)
    assert told["verdict"] == verdict, run.log
    assert rule in {finding["rule"] for finding in told["findings"]}
    found = results(run)
    assert found[stopped] == "failure"
    assert set(list(found.values())[STAGES.index(stopped) + 1 :]) == {"skipped"}


@pytest.mark.parametrize("forge", FORGES)
def test_too_slow_under_load(forge: str, workshop: Workshop, tmp_path: Path) -> None:
    with resumed(workshop, forge, tmp_path) as again:
        again.world.rewind()
        again.world.clusters.tires_after = 40  # so staging is past
        run = again.run("staging", "load", "canary", "rollout")
    found = results(run)
    assert (found["staging"], found["load"]) == ("success", "failure"), run.log
    assert (found["canary"], found["rollout"]) == ("skipped", "skipped")
    told = report(run, "load")
    assert told["verdict"] == "failed"
    broken = [figure["name"] for figure in told["figures"] if figure.get("passed") is False]
    assert any("p95" in name for name in broken)


@pytest.mark.parametrize("forge", FORGES)
def test_nobody_approved(forge: str, workshop: Workshop, tmp_path: Path) -> None:
    with resumed(workshop, forge, tmp_path) as again:
        again.world.rewind()
        run = again.run("canary", "rollout", approved=False)
        assert len(again.world.clusters.commits(PRODUCTION)) == 1
    waits = "waiting" if forge == "github" else "skipped"
    assert (results(run)["canary"], results(run)["rollout"]) == (waits, waits), run.log


@pytest.mark.parametrize("forge", FORGES)
def test_nobody_has_to_approve(forge: str, workshop: Workshop, tmp_path: Path) -> None:
    """Where a plan has no reviewers the forge starts the job at once, and nothing is committed."""
    with resumed(workshop, forge, tmp_path) as again:
        again.world.rewind()
        nobody: dict[str, Any] = {"protection_rules": [], "deploy_access_levels": []}
        again.world.clusters.pages = {end: nobody for end in again.world.clusters.pages}
        run = again.run("canary", "rollout")
        assert len(again.world.clusters.commits(PRODUCTION)) == 1
    assert results(run)["canary"] == "failure"
    assert "required reviewers" in run.log


# By whether something in the namespace never ends.
@pytest.mark.parametrize(
    ("forge", "sticks"), [("github", False), ("gitlab", False), ("gitlab", True)]
)
def test_the_night_reaps(forge: str, sticks: bool, workshop: Workshop, tmp_path: Path) -> None:
    with resumed(workshop, forge, tmp_path) as again:
        clusters = again.world.clusters
        for number, hours in ((7, 48), (8, 1)):
            clusters.previews.append(Preview(number, hours, sticks=sticks))
            branch = f"change-{number}"
            labels = ["preview"]
            clusters.changes[number] = Change(number, branch, "main", branch, "", labels=labels)
        run = RUNNERS[forge](
            again.service, again.world, again.out, event="schedule", only=["reaper"]
        )
        labelled = [change.number for change in clusters.changes.values() if change.labels]
    assert labelled == [8]
    told = report(run, "reaper")
    assert told["verdict"] == ("failed" if sticks else "passed"), run.log
    assert [finding["rule"] for finding in told["findings"]] == ["preview-left"] * sticks
