"""A change with the label lives by itself, says where, and ends: after `image`, on both forges.

The push that all tests share built the image. Here a pull or merge request of the same commit finds
it; the cluster, the registry and the forge are those of `tests/cluster_box.py` and `outside.py`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cluster_box import OURS, Change
from tests.forges.push import HOSTILE, HOSTILE_BRANCH, RUNNERS, Resumed, Run, resumed
from tests.forges.support import GithubRun
from tests.support import Workshop, git

FORGES = pytest.mark.parametrize("forge", ["github", "gitlab"])
NUMBER = 7


def asked(again: Resumed) -> Change:
    """As the forge knows it."""
    head = git(again.service, "rev-parse", "HEAD").strip()
    change = Change(NUMBER, HOSTILE_BRANCH, "main", HOSTILE, HOSTILE, labels=["preview"])
    change.commit = head
    again.world.clusters.changes[NUMBER] = change
    return change


def on_change(again: Resumed, change: Change, job: str, action: str = "labeled") -> Run:
    """This job of the change's run, after all that it needs."""
    return {"github": _on_github, "gitlab": _on_gitlab}[again.forge](again, change, job, action)


def _on_github(again: Resumed, change: Change, job: str, action: str) -> Run:
    labels = [{"name": name} for name in change.labels]
    event = {
        "action": action,
        "number": NUMBER,
        "pull_request": {
            "number": NUMBER,
            "title": change.title,
            "body": change.body,
            "state": "closed" if action == "closed" else "open",
            "labels": labels,
            "head": {"ref": change.head, "sha": change.commit},
        },
        **({"label": {"name": "preview"}} if action.endswith("labeled") else {}),
    }
    earlier = again.push.run
    assert isinstance(earlier, GithubRun)
    options = {"event": "pull_request", "event_json": event, "only": [job], "handed": earlier.out}
    return RUNNERS["github"](again.service, again.world, again.out / action, **options)


def _on_gitlab(again: Resumed, change: Change, job: str, action: str) -> Run:
    told = {
        "IID": str(NUMBER),
        "LABELS": ",".join(change.labels),
        "SOURCE_PROJECT_ID": "1",
        "PROJECT_ID": "1",
        "SOURCE_BRANCH_SHA": change.commit,
    }
    variables = {f"CI_MERGE_REQUEST_{name}": value for name, value in told.items()}
    libraries = {"acme/svc": again.service}
    options = {"event": "merge_request", "only": [job], "resume": again.push.run}
    return RUNNERS["gitlab"](
        *(again.service, again.world, again.out / action),
        **options,
        change=variables,
        libraries=libraries,
    )


def result(run: Run, job: str) -> str:
    if isinstance(run, GithubRun):
        return next(one.result for name, one in run.jobs.items() if name.endswith(f" / {job}"))
    return run.jobs[job]


def report(run: Run) -> dict[str, Any]:
    body: dict[str, Any] = json.loads((run.reports("preview") / "preview.json").read_text())
    return body


@FORGES
def test_it_lives_and_ends(forge: str, workshop: Workshop, tmp_path: Path) -> None:
    with resumed(workshop, forge, tmp_path) as again:
        change, registry = asked(again), again.world.registry
        before = dict(registry.tags)
        run = on_change(again, change, "preview")
        assert result(run, "preview") == "success", run.log
        assert report(run)["verdict"] == "passed", report(run)
        assert registry.tags == {change.commit: next(iter(before.values())), **before}
        ((author, text),) = change.comments
        assert author == OURS
        assert f"{again.world.clusters.address}/route/pr-{NUMBER}" in text
        assert change.commit[:12] in text
        assert HOSTILE not in text
        change.open = False
        end = on_change(again, change, "preview-end", "closed")
        assert result(end, "preview-end") == "success", end.log
        del registry.tags[change.commit]
    assert not list(tmp_path.rglob("pwned")), "a name became a command"
    secrets = again.world.secrets.values()
    assert not [value for value in secrets if value in run.log + end.log + text]


def test_one_that_was_closed_meanwhile(workshop: Workshop, tmp_path: Path) -> None:
    """A stage that does not pass fails its job; what it says is no matter of the forge."""
    with resumed(workshop, "github", tmp_path) as again:
        change, tags = asked(again), dict(again.world.registry.tags)
        change.open = False
        run = on_change(again, change, "preview", "synchronize")
        assert again.world.registry.tags == tags
    assert result(run, "preview") == "failure", run.log
    assert report(run)["verdict"] == "incomplete"
    assert f"change {NUMBER} is not open" in report(run)["summary"]
