"""Which change request a pipeline is for, as each forge tells it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from goldenpath_gates.environments.change import ChangeRequest, of_pipeline
from goldenpath_gates.errors import IncompleteError

HEAD, TRIAL = "a" * 40, "b" * 40
HOSTILE = '$(touch pwned);"\n../x'
GITLAB = {"GITLAB_CI": "true", "CI_COMMIT_SHA": TRIAL}
MERGE_REQUEST = GITLAB | {
    "CI_MERGE_REQUEST_IID": "7",
    "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME": HOSTILE,
}


def github(folder: Path, event: Any, name: str = "pull_request") -> dict[str, str]:
    path = folder / "event.json"
    path.write_text(json.dumps(event), encoding="utf-8")
    return {"GITHUB_EVENT_NAME": name, "GITHUB_EVENT_PATH": str(path), "GITHUB_SHA": TRIAL}


def request(number: Any = 7, sha: Any = HEAD) -> dict[str, Any]:
    return {"pull_request": {"number": number, "head": {"sha": sha, "ref": HOSTILE}}}


def test_of_github(tmp_path: Path) -> None:
    """The trial merge is checked out, and nobody outside knows that commit."""
    assert of_pipeline(github(tmp_path, request())) == ChangeRequest(7, HEAD, HOSTILE)


@pytest.mark.parametrize(
    ("more", "head"),
    [({"CI_MERGE_REQUEST_SOURCE_BRANCH_SHA": HEAD}, HEAD), ({}, TRIAL)],
    ids=["of a trial merge", "of the branch"],
)
def test_of_gitlab(more: dict[str, str], head: str) -> None:
    assert of_pipeline(MERGE_REQUEST | more) == ChangeRequest(7, head, HOSTILE)


@pytest.mark.parametrize(
    "env",
    [
        {},
        {"GITHUB_EVENT_NAME": "push", "GITHUB_SHA": HEAD},
        {"GITHUB_EVENT_NAME": "merge_group"},
        GITLAB,
    ],
)
def test_no_change_is_judged(env: dict[str, str]) -> None:
    assert of_pipeline(env) is None


@pytest.mark.parametrize(
    "event",
    [
        {},
        [],
        {"pull_request": None},
        request(number="7; rm"),
        request(number=0),
        request(sha="main"),
        request(sha=f"{HEAD}\n"),
    ],
)
def test_an_event_that_does_not_tell(tmp_path: Path, event: Any) -> None:
    with pytest.raises(IncompleteError, match="GitHub"):
        of_pipeline(github(tmp_path, event))


@pytest.mark.parametrize("more", [{"CI_MERGE_REQUEST_IID": "x"}, {"CI_COMMIT_SHA": "main"}])
def test_gitlab_that_does_not_tell(more: dict[str, str]) -> None:
    with pytest.raises(IncompleteError, match="GitLab names no change request"):
        of_pipeline(MERGE_REQUEST | more)
