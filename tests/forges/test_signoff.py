"""A change of what it is judged by is released by a person, on both forges, or not at all.

It brings a baseline, about which `eval` asks, and fewer cases, about which `policy` asks.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.forges.api import Api
from tests.forges.push import DELIVERY, HOSTILE, HOSTILE_BRANCH, NIGHT, PREVIEW
from tests.forges.service import (
    CALLER,
    FORK,
    LIBRARY,
    job_env,
    pull_request,
    quick,
    record,
    shorten,
    stage_results,
)
from tests.forges.support import GithubRun, GitlabRun, github_run, gitlab_run
from tests.support import Workshop, commit, fresh_copy, git

SECRET = "s3cret-of-the-team"  # noqa: S105 - invented, to see whether it is printed
APPROVALS = ("policy-approval", "eval-approval")
ENVIRONMENTS = {name: f"/environments/{name}" for name in APPROVALS}
REVIEWERS = {"type": "required_reviewers", "reviewers": [{"type": "Team"}]}
GUARDED = {"protection_rules": [{**REVIEWERS, "prevent_self_review": True}]}
# What nobody is asked about.
BESIDE = {"image": "success"} | dict.fromkeys((*PREVIEW, *NIGHT, *DELIVERY), "skipped")
GREEN = dict.fromkeys(
    ("lint", "unit", "contract", "policy", "eval", *APPROVALS, "sbom", "required"), "success"
)


def rebaselined(workshop: Workshop, name: str, folder: Path) -> Path:
    service = fresh_copy(quick(workshop, name), folder)
    git(service, "checkout", "-q", "-b", HOSTILE_BRANCH)
    shorten(service, workshop)
    commit(service, HOSTILE)
    return service


def outcomes(evidence: Path) -> dict[str, str]:
    stages: Any = record(evidence)["stages"]
    return {row["stage"]: row["outcome"] for row in stages}


def eval_row(evidence: Path) -> dict[str, Any]:
    stages: Any = record(evidence)["stages"]
    return next(row for row in stages if row["stage"] == "eval")


@dataclass(frozen=True)
class Released:
    """A change as it ended when a person had released it, and what the forge's API was asked."""

    service: Path
    run: GithubRun | GitlabRun
    asked: list[str]


def on_github(service: Path, out: Path, api: Api, **options: Any) -> GithubRun:
    """Of a fork, which differs from a change of the own repository by what it may and sees."""
    return github_run(
        service,
        CALLER,
        "pull_request",
        out=out,
        event_json=pull_request(HOSTILE, HOSTILE_BRANCH),
        ref="refs/pull/7/merge",
        fork=True,
        env=job_env() | FORK,
        variables=LIBRARY,
        secrets={"MODEL_API_KEY": SECRET},
        protect=APPROVALS,
        api=api.url,
        **options,
    )


@pytest.fixture
def github(workshop: Workshop, api: Api) -> Released:
    def release(folder: Path) -> Released:
        api.pages |= dict.fromkeys(ENVIRONMENTS.values(), GUARDED)
        service = rebaselined(workshop, "defaults", folder)
        run = on_github(service, folder / "run", api, approve=APPROVALS)
        return Released(service, run, api.seen)

    released = workshop.share("released/github", release)
    api.pages.clear()
    api.seen.clear()
    return released


def test_github_released(github: Released) -> None:
    run = github.run
    assert isinstance(run, GithubRun)
    assert stage_results(run.results) == GREEN | BESIDE, run.log
    assert run.exit_code == 0
    asked = sorted(f"/repos/acme/svc{path}" for path in ENVIRONMENTS.values())
    assert sorted(github.asked) == asked
    body = json.loads((run.reports("eval-approval") / "eval-approval.json").read_text())
    assert (body["needed"], body["run"]) == (True, "https://github.example/acme/svc/actions/runs/1")
    assert body["run"] in eval_row(run.artifacts / "evidence")["summary"]
    told = outcomes(run.artifacts / "evidence")
    assert (told["policy"], told["eval"]) == ("approved", "approved")
    whole = record(run.artifacts / "evidence")
    assert (whole["verdict"], whole["event"]) == ("passed", "change")


def test_github_hostile_fork(github: Released) -> None:
    run = github.run
    assert isinstance(run, GithubRun)
    assert not list(run.out.rglob("pwned")), "a title became a command"
    assert SECRET not in run.log
    assert not [leak for job in run.jobs.values() for leak in job.leaks]
    started = [job for job in run.jobs.values() if job.steps]
    assert not [job.id for job in started if {"id-token", "packages"} & job.permissions.keys()]


def again_on_github(github: Released, out: Path, api: Api, *jobs: str, **options: Any) -> GithubRun:
    assert isinstance(github.run, GithubRun)
    return on_github(github.service, out, api, only=jobs, resume=github.run.out, **options)


def test_github_waits(github: Released, tmp_path: Path, api: Api) -> None:
    run = again_on_github(github, tmp_path / "out", api, "eval-approval")
    results = stage_results(run.results)
    assert (results["eval"], results["eval-approval"]) == ("success", "waiting"), run.log
    report = json.loads((run.reports("eval") / "eval.json").read_text())
    assert report["verdict"] == "approval"
    assert "evals/baseline.jsonl" in report["summary"]
    assert api.seen == []


def test_github_without_reviewers(github: Released, tmp_path: Path, api: Api) -> None:
    """On some plans GitHub starts the job at once: then nobody was asked."""
    api.pages[ENVIRONMENTS["eval-approval"]] = {"protection_rules": []}
    jobs = ("eval-approval", "required")
    run = again_on_github(github, tmp_path / "out", api, *jobs, approve=APPROVALS)
    assert stage_results(run.results) == GREEN | BESIDE | dict.fromkeys(jobs, "failure"), run.log
    assert "environment 'eval-approval' has no required reviewers" in run.log
    assert not run.reports("eval-approval").exists()
    row = eval_row(run.artifacts / "evidence")
    assert row["outcome"] == "approval"
    assert "the job eval-approval ended as failure" in row["summary"]


def on_gitlab(service: Path, out: Path, api: Api, status: str, **options: Any) -> GitlabRun:
    """gitlab-ci-local waits for no manual job of a child pipeline, so only the API can tell."""
    api.pages["/bridges"] = [
        {"name": "policy-approval-asked", "downstream_pipeline": {"id": 2, "status": "success"}},
        {"name": "eval-approval-asked", "downstream_pipeline": {"id": 3, "status": status}},
    ]
    asked = {"CI_API_V4_URL": api.url, "GOLDENPATH_APPROVAL_TOKEN": "a-token"}
    return gitlab_run(
        service,
        event="merge_request",
        out=out,
        env=job_env(),
        variables=LIBRARY | asked,
        **options,
    )


@pytest.fixture
def gitlab(workshop: Workshop, api: Api) -> Released:
    def release(folder: Path) -> Released:
        service = rebaselined(workshop, "gitlab-vendored", folder)
        return Released(service, on_gitlab(service, folder / "run", api, "success"), api.seen)

    return workshop.share("released/gitlab", release)


def test_gitlab_released(gitlab: Released) -> None:
    run = gitlab.run
    assert isinstance(run, GitlabRun)
    assert {name: run.jobs[name] for name in GREEN} == GREEN, run.log
    assert run.exit_code == 0
    assert [path.rpartition("/")[2] for path in gitlab.asked] == ["bridges"] * 2
    body = json.loads((run.reports("eval-approval") / "eval-approval.json").read_text())
    row = eval_row(run.artifacts("required"))
    assert (body["needed"], row["outcome"]) == (True, "approved")
    assert body["run"] in row["summary"]


def test_gitlab_not_released(gitlab: Released, tmp_path: Path, api: Api) -> None:
    assert isinstance(gitlab.run, GitlabRun)
    jobs = ("eval-approval", "required")
    options = {"only": jobs, "resume": gitlab.run}
    run = on_gitlab(gitlab.service, tmp_path / "out", api, "manual", **options)
    assert run.jobs["eval"] == "success", run.log
    assert run.jobs["eval-approval"] == "failure"
    assert run.exit_code != 0
    said = "nobody approved: the child pipeline of eval-approval-asked is manual"
    assert said in run.job_log("eval-approval")
    assert not (run.reports("eval-approval") / "eval-approval.json").exists()
    assert run.jobs["required"] == "failure"
    assert eval_row(run.artifacts("required"))["outcome"] == "approval"
