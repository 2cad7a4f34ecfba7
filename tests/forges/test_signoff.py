"""A change of what it is judged by is released by a person, on both forges, or not at all.

It brings a baseline, about which `eval` asks, and fewer cases, about which `policy` asks.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.forges.api import Api
from tests.forges.service import (
    CALLER,
    LIBRARY,
    job_env,
    pull_request,
    record,
    shorten,
    stage_results,
)
from tests.forges.support import GithubRun, GitlabRun, github_run, gitlab_run
from tests.support import Workshop, commit, git

APPROVALS = ("policy-approval", "eval-approval")
ENVIRONMENTS = {name: f"/environments/{name}" for name in APPROVALS}
REVIEWERS = {"type": "required_reviewers", "reviewers": [{"type": "Team"}]}
GUARDED = {"protection_rules": [{**REVIEWERS, "prevent_self_review": True}]}
# What nobody is asked about.
BESIDE = {"image": "success"} | dict.fromkeys(("nightly-shard", "nightly", "publish"), "skipped")
GREEN = dict.fromkeys(
    ("lint", "unit", "contract", "policy", "eval", *APPROVALS, "sbom", "required"), "success"
)


@pytest.fixture
def rebaselined(service: Path, workshop: Workshop) -> Path:
    git(service, "checkout", "-q", "-b", "topic")
    shorten(service, workshop)
    commit(service, "fewer cases, another baseline")
    return service


def outcomes(evidence: Path) -> dict[str, str]:
    stages: Any = record(evidence)["stages"]
    return {row["stage"]: row["outcome"] for row in stages}


def eval_row(evidence: Path) -> dict[str, Any]:
    stages: Any = record(evidence)["stages"]
    return next(row for row in stages if row["stage"] == "eval")


def on_github(service: Path, out: Path, api: Api, **options: Any) -> GithubRun:
    return github_run(
        service,
        CALLER,
        "pull_request",
        out=out,
        event_json=pull_request(),
        env=job_env(),
        variables=LIBRARY,
        protect=APPROVALS,
        api=api.url,
        **options,
    )


def test_github_waits(rebaselined: Path, tmp_path: Path, api: Api) -> None:
    run = on_github(rebaselined, tmp_path / "out", api, only=["eval", "eval-approval"])
    results = stage_results(run.results)
    assert (results["eval"], results["eval-approval"]) == ("success", "waiting"), run.log
    report = json.loads((run.artifacts / "reports-eval/eval.json").read_text())
    assert report["verdict"] == "approval"
    assert "evals/baseline.jsonl" in report["summary"]
    assert api.seen == []


def test_github_released(rebaselined: Path, tmp_path: Path, api: Api) -> None:
    api.pages |= dict.fromkeys(ENVIRONMENTS.values(), GUARDED)
    run = on_github(rebaselined, tmp_path / "out", api, approve=APPROVALS)
    assert stage_results(run.results) == GREEN | BESIDE, run.log
    assert run.exit_code == 0
    assert sorted(api.seen) == sorted(f"/repos/acme/svc{path}" for path in ENVIRONMENTS.values())
    body = json.loads((run.artifacts / "reports-eval-approval/eval-approval.json").read_text())
    assert (body["needed"], body["run"]) == (True, "https://github.example/acme/svc/actions/runs/1")
    assert body["run"] in eval_row(run.artifacts / "evidence")["summary"]
    told = outcomes(run.artifacts / "evidence")
    assert (told["policy"], told["eval"]) == ("approved", "approved")
    assert record(run.artifacts / "evidence")["verdict"] == "passed"


def test_github_without_reviewers(rebaselined: Path, tmp_path: Path, api: Api) -> None:
    """On some plans GitHub starts the job at once: then nobody was asked."""
    api.pages[ENVIRONMENTS["policy-approval"]] = GUARDED
    api.pages[ENVIRONMENTS["eval-approval"]] = {"protection_rules": []}
    run = on_github(rebaselined, tmp_path / "out", api, approve=APPROVALS)
    red = dict.fromkeys(("eval-approval", "required"), "failure")
    assert stage_results(run.results) == GREEN | BESIDE | red, run.log
    assert "environment 'eval-approval' has no required reviewers" in run.log
    assert not (run.artifacts / "reports-eval-approval").exists()
    row = eval_row(run.artifacts / "evidence")
    assert row["outcome"] == "approval"
    assert "the job eval-approval ended as failure" in row["summary"]


def on_gitlab(service: Path, out: Path, api: Api, status: str) -> GitlabRun:
    """gitlab-ci-local waits for no manual job of a child pipeline, so only the API can tell."""
    api.pages["/bridges"] = [
        {"name": "policy-approval-asked", "downstream_pipeline": {"id": 2, "status": "success"}},
        {"name": "eval-approval-asked", "downstream_pipeline": {"id": 3, "status": status}},
    ]
    asked = {"CI_API_V4_URL": api.url, "GOLDENPATH_APPROVAL_TOKEN": "a-token"}
    return gitlab_run(
        service, event="merge_request", out=out, env=job_env(), variables=LIBRARY | asked
    )


GITLAB_SETS = pytest.mark.parametrize("service", ["gitlab-vendored"], indirect=True)


@GITLAB_SETS
def test_gitlab_released(rebaselined: Path, tmp_path: Path, api: Api) -> None:
    run = on_gitlab(rebaselined, tmp_path / "out", api, "success")
    assert {name: run.jobs[name] for name in GREEN} == GREEN, run.log
    assert run.exit_code == 0
    assert [path.rpartition("/")[2] for path in api.seen] == ["bridges"] * 2
    body = json.loads((run.artifacts("eval-approval") / "reports/eval-approval.json").read_text())
    row = eval_row(run.artifacts("required"))
    assert (body["needed"], row["outcome"]) == (True, "approved")
    assert body["run"] in row["summary"]


@GITLAB_SETS
def test_gitlab_not_released(rebaselined: Path, tmp_path: Path, api: Api) -> None:
    run = on_gitlab(rebaselined, tmp_path / "out", api, "manual")
    assert run.jobs["eval"] == "success", run.log
    assert run.jobs["eval-approval"] == "failure"
    assert run.exit_code != 0
    said = "nobody approved: the child pipeline of eval-approval-asked is manual"
    assert said in run.job_log("eval-approval")
    assert not (run.artifacts("eval-approval") / "reports/eval-approval.json").exists()
    assert run.jobs["required"] == "failure"
    assert eval_row(run.artifacts("required"))["outcome"] == "approval"
