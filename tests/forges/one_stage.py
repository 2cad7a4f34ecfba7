"""One stage of a change's pipeline, run alone on either forge."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest

from tests.forges.service import CALLER, LIBRARY, job_env, pull_request, stage_results
from tests.forges.support import github_run, gitlab_run

Forge = Callable[[Path, Path, str], tuple[str, dict[str, Any]]]
"""Of a service, a folder for output and a stage: the job's result, and the stage's report."""


def on_github(service: Path, out: Path, stage: str) -> tuple[str, dict[str, Any]]:
    run = github_run(
        service,
        CALLER,
        "pull_request",
        out=out,
        event_json=pull_request(),
        env=job_env(),
        variables=LIBRARY,
        only=[stage],
    )
    report = (run.reports(stage) / f"{stage}.json").read_text()
    return stage_results(run.results)[stage], json.loads(report)


def on_gitlab(service: Path, out: Path, stage: str) -> tuple[str, dict[str, Any]]:
    run = gitlab_run(
        service, event="merge_request", out=out, env=job_env(), variables=LIBRARY, only=[stage]
    )
    report = (run.reports(stage) / f"{stage}.json").read_text()
    return run.jobs[stage], json.loads(report)


BOTH = {"github": (on_github, "defaults"), "gitlab": (on_gitlab, "gitlab-vendored")}


def on(*names: str) -> pytest.MarkDecorator:
    """On one forge, where that both run a stage alike is shown elsewhere; or on each of them."""
    rows = [BOTH[name] for name in names]
    return pytest.mark.parametrize(("forge", "service"), rows, indirect=["service"], ids=names)


FORGES = on(*BOTH)


def in_turns(name: str, values: Iterable[str]) -> pytest.MarkDecorator:
    """Each value on one forge, in turns."""
    rows = {
        f"{value}-{forge}": (value, *BOTH[forge])
        for value, forge in zip(values, cycle(BOTH), strict=False)
    }
    return pytest.mark.parametrize(
        (name, "forge", "service"), rows.values(), indirect=["service"], ids=rows
    )
