"""A scheduled run asks the night's cases in parts and judges them together, on both forges."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.forges.service import CALLER, LIBRARY, job_env, shorten, stage_results
from tests.forges.support import github_run, gitlab_run
from tests.support import Workshop, commit

PARTS = range(1, 5)


@pytest.fixture
def night(service: Path, workshop: Workshop) -> Path:
    """The last commit brings the baseline of its night and asks fewer cases, which the change's run
    approved: a night asks nobody."""
    shorten(service, workshop)
    commit(service, "a short night")
    return service


def is_whole(reports: Path) -> None:
    report = json.loads((reports / "nightly.json").read_text())
    assert report["verdict"] == "passed", report["summary"]
    assert report["summary"].startswith("160 cases, ")
    assert len((reports / "nightly/records.jsonl").read_text().splitlines()) == 160
    assert (reports / "nightly/trend.jsonl").is_file()


def test_github(night: Path, tmp_path: Path) -> None:
    """What only the night runs: the rest is as in a push."""
    run = github_run(
        night,
        CALLER,
        "schedule",
        out=tmp_path / "out",
        env=job_env(),
        variables=LIBRARY,
        only=["nightly-shard", "nightly"],
    )
    parts = {f"nightly-shard ({number})": "success" for number in PARTS}
    assert stage_results(run.results) == parts | {"nightly": "success"}, run.log
    is_whole(run.artifacts / "reports-nightly")


@pytest.mark.parametrize("service", ["gitlab-vendored"], indirect=True)
def test_gitlab(night: Path, tmp_path: Path) -> None:
    parts = [f"nightly-shard: [{number}/4]" for number in PARTS]
    run = gitlab_run(
        night,
        event="schedule",
        out=tmp_path / "out",
        env=job_env(),
        variables=LIBRARY,
        only=[*parts, "nightly"],
    )
    green = dict.fromkeys((*parts, "nightly"), "success")
    assert {name: run.jobs.get(name) for name in green} == green, run.log
    is_whole(run.artifacts("nightly") / "reports")
