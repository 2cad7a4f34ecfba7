from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from documents import outputs
from parity import KINDS, differences, main
from render import load

from tests.forges.support import commit_all, gitlab_merged
from tests.workflows.support import FULL, GITHUB, GITLAB, ROOT, merged, service, write

Jobs = dict[str, Any]
Mutation = Callable[[Jobs], object]
SHIPPED = ROOT / "workflows/stages.yml"


@cache
def read_github(table: Path, host: str) -> dict[str, Any]:
    """The train, with what ends with a change, as if it were one workflow."""
    files = service(outputs(load(table)), "github", github_host=host)
    train, end = (yaml.safe_load(files[name]) for name in GITHUB[1:])
    return {"jobs": train["jobs"] | end["jobs"]}


@cache
def read_gitlab(table: Path) -> dict[str, Any]:
    files = service(outputs(load(table)), "gitlab")
    return merged(*(files[name] for name in GITLAB))


def github_of(table: Path, host: str = "cloud") -> dict[str, Any]:
    return deepcopy(read_github(table, host))


def gitlab_of(table: Path) -> dict[str, Any]:
    return deepcopy(read_gitlab(table))


def step(job: dict[str, Any], word: str) -> dict[str, Any]:
    """The first step of a job that mentions the word."""
    found: dict[str, Any] = next(s for s in job["steps"] if word in str(s))
    return found


@pytest.mark.parametrize("host", ["cloud", "ghes"])
@pytest.mark.parametrize("table", [SHIPPED, FULL], ids=["shipped", "full"])
def test_forges_are_equal(table: Path, host: str) -> None:
    assert differences([github_of(table, host)], gitlab_of(table)) == []


@pytest.mark.parametrize("table", [SHIPPED, FULL], ids=["shipped", "full"])
def test_forges_are_equal_as_gitlab_merges(table: Path, tmp_path: Path) -> None:
    write(tmp_path / "svc", service(outputs(load(table)), "gitlab"))
    commit_all(tmp_path / "svc")
    pipeline = gitlab_merged(tmp_path / "svc", out=tmp_path / "out")
    assert differences([github_of(table)], pipeline) == []


GITHUB_MUTATIONS: list[tuple[str, Mutation]] = [
    ("stages", lambda jobs: jobs["rollout"].pop("if")),
    ("needs", lambda jobs: jobs["image"]["needs"].remove("lint")),
    ("commands", lambda jobs: step(jobs["eval"], "./ci run").update(run="./ci run unit")),
    ("artifacts", lambda jobs: step(jobs["publish"], "Get hands")["with"].update(path=".")),
    ("timeouts", lambda jobs: jobs["rollout"].update({"timeout-minutes": 61})),
    ("environments", lambda jobs: jobs["staging"].pop("environment")),
    ("approvals", lambda jobs: jobs["canary"]["steps"].remove(step(jobs["canary"], "approval"))),
    ("concurrency", lambda jobs: jobs["canary"]["concurrency"].update(group="serial-canary")),
    ("identity", lambda jobs: jobs["rollout"]["permissions"].pop("id-token")),
    ("history", lambda jobs: step(jobs["lint"], "fetch-depth")["with"].pop("fetch-depth")),
    ("shards", lambda jobs: jobs["nightly-shard"]["strategy"]["matrix"]["shard"].pop()),
    ("signoffs", lambda jobs: jobs["eval"].pop("outputs")),
    ("code", lambda jobs: step(jobs["preview-end"], "Check out")["with"].pop("ref")),
    ("ends", lambda jobs: jobs.pop("preview-end")),
]
GITLAB_MUTATIONS: list[tuple[str, Mutation]] = [
    ("stages", lambda jobs: jobs["rollout"]["rules"].insert(0, jobs["lint"]["rules"][0])),
    ("needs", lambda jobs: jobs["image-stage"]["needs"].pop(0)),
    ("commands", lambda jobs: jobs["eval"]["script"].append("./ci run unit")),
    ("artifacts", lambda jobs: jobs["image-stage"]["artifacts"]["paths"].pop()),
    ("timeouts", lambda jobs: jobs["rollout"].update(timeout="61 minutes")),
    ("environments", lambda jobs: jobs["staging"]["environment"].update(name="production")),
    ("approvals", lambda jobs: jobs["canary"]["rules"][-1].update(allow_failure=True)),
    ("concurrency", lambda jobs: jobs["canary"].pop("resource_group")),
    ("identity", lambda jobs: jobs["rollout"].pop("id_tokens")),
    ("history", lambda jobs: jobs["lint"]["variables"].update(GIT_DEPTH="20")),
    ("shards", lambda jobs: jobs["nightly-shard"].update(parallel=2)),
    ("signoffs", lambda jobs: jobs["eval-approval"]["needs"].pop()),
    ("code", lambda jobs: jobs["preview-end"]["before_script"].pop()),
    ("ends", lambda jobs: jobs["preview"]["environment"].pop("on_stop")),
]


def test_every_kind_has_a_mutation_on_both_sides() -> None:
    assert tuple(kind for kind, _ in GITHUB_MUTATIONS) == KINDS
    assert tuple(kind for kind, _ in GITLAB_MUTATIONS) == KINDS


@pytest.mark.parametrize(("kind", "mutate"), GITHUB_MUTATIONS, ids=KINDS)
def test_github_mutation_is_caught(kind: str, mutate: Mutation) -> None:
    github = github_of(FULL)
    mutate(github["jobs"])
    assert kind in {found.kind for found in differences([github], gitlab_of(FULL))}


@pytest.mark.parametrize(("kind", "mutate"), GITLAB_MUTATIONS, ids=KINDS)
def test_gitlab_mutation_is_caught(kind: str, mutate: Mutation) -> None:
    gitlab = gitlab_of(FULL)
    mutate(gitlab)
    assert kind in {found.kind for found in differences([github_of(FULL)], gitlab)}


SUBTLE: list[tuple[str, str, Mutation]] = [
    ("github", "stages", lambda jobs: jobs.pop("rollout")),
    ("gitlab", "stages", lambda jobs: jobs.update(extra=deepcopy(jobs["lint"]))),
    ("github", "stages", lambda jobs: jobs["required"].pop("if")),
    ("gitlab", "stages", lambda jobs: jobs["required"]["rules"][1].pop("when")),
    ("github", "artifacts", lambda jobs: step(jobs["lint"], "Keep")["with"].update(path="reports")),
    ("github", "artifacts", lambda jobs: step(jobs["eval"], "Get")["with"].update(name="unit")),
    ("github", "artifacts", lambda jobs: step(jobs["required"], "Get")["with"].update(pattern="x")),
    ("gitlab", "artifacts", lambda jobs: jobs["eval"]["needs"][0].update(artifacts=False)),
    ("gitlab", "artifacts", lambda jobs: jobs["lint"]["artifacts"].update(expire_in="1 week")),
    ("github", "stages", lambda jobs: jobs["nightly"].pop("if")),
    ("gitlab", "stages", lambda jobs: jobs["rollout"]["rules"].pop(0)),
    (
        "github",
        "artifacts",
        lambda jobs: jobs["nightly"]["steps"].remove(step(jobs["nightly"], "parts")),
    ),
    (
        "github",
        "approvals",
        lambda jobs: jobs["eval-approval"]["steps"].remove(step(jobs["eval-approval"], "asks")),
    ),
    ("gitlab", "approvals", lambda jobs: jobs["eval-approval-asked"]["trigger"].pop("strategy")),
    ("gitlab", "environments", lambda jobs: jobs["eval-approval-asked"]["variables"].clear()),
    (
        "gitlab",
        "signoffs",
        lambda jobs: jobs["eval-approval-asked"]["trigger"]["include"][0].update(job="unit"),
    ),
    ("github", "signoffs", lambda jobs: step(jobs["eval"], "./ci run").update(id="other")),
    ("github", "needs", lambda jobs: jobs["required"]["needs"].remove("eval-approval")),
    ("gitlab", "concurrency", lambda jobs: jobs["canary"].update(interruptible=True)),
    (
        "github",
        "concurrency",
        lambda jobs: jobs["preview"]["concurrency"].update(group="serial-preview"),
    ),
    (
        "gitlab",
        "concurrency",
        lambda jobs: jobs["preview-end"].update(resource_group="serial-preview"),
    ),
    (
        "github",
        "stages",
        lambda jobs: jobs["preview"].update({"if": "github.event_name != 'push'"}),
    ),
    ("gitlab", "stages", lambda jobs: jobs["preview"].update(rules=jobs["lint"]["rules"][:1])),
    ("gitlab", "stages", lambda jobs: jobs["preview-end"]["rules"][0].pop("allow_failure")),
    ("gitlab", "stages", lambda jobs: jobs["preview-end"]["environment"].pop("action")),
    ("github", "stages", lambda jobs: jobs["preview-end"].update({"if": False})),
    (
        "github",
        "commands",
        lambda jobs: step(jobs["preview-end"], "./ci").update(run="./ci env list"),
    ),
]


@pytest.mark.parametrize(("side", "kind", "mutate"), SUBTLE)
def test_subtle_mutation_is_caught(side: str, kind: str, mutate: Mutation) -> None:
    github, gitlab = github_of(FULL), gitlab_of(FULL)
    mutate(github["jobs"] if side == "github" else gitlab)
    assert kind in {found.kind for found in differences([github], gitlab)}


@pytest.mark.parametrize("minutes", [10, 11])
def test_command_prints_each_difference(
    minutes: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    github, gitlab = github_of(FULL), gitlab_of(FULL)
    github["jobs"]["lint"]["timeout-minutes"] = minutes
    left, right = tmp_path / "github.yml", tmp_path / "gitlab.yml"
    left.write_text(yaml.safe_dump(github), "utf-8")
    right.write_text(yaml.safe_dump(gitlab), "utf-8")
    assert main([str(left), str(right)]) == int(minutes == 11)
    said = capsys.readouterr().out
    assert ("DIFF lint timeouts github=11 gitlab=10\n" in said) == (minutes == 11)
