"""The change request that a pipeline runs for."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from goldenpath_gates.errors import IncompleteError

COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


@dataclass(frozen=True)
class ChangeRequest:
    """`head` is the commit of its branch, not that of a trial merge, which is checked out. `branch`
    is what a stranger called it."""

    number: int
    head: str
    branch: str


def of_pipeline(env: Mapping[str, str]) -> ChangeRequest | None:
    """None where none is judged: on a laptop, on the default branch.

    Raises IncompleteError where the forge does not tell which one it is.
    """
    if env.get("GITLAB_CI"):
        return _of_gitlab(env)
    return _of_github(env) if env.get("GITHUB_EVENT_NAME") == "pull_request" else None


def _of_gitlab(env: Mapping[str, str]) -> ChangeRequest | None:
    if not env.get("CI_MERGE_REQUEST_IID"):
        return None
    # Empty where the pipeline is one of the branch and not of a trial merge.
    head = env.get("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA") or env.get("CI_COMMIT_SHA")
    branch = env.get("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME")
    return _checked("GitLab", env["CI_MERGE_REQUEST_IID"], head, branch)


def _of_github(env: Mapping[str, str]) -> ChangeRequest:
    try:
        request = json.loads(Path(env["GITHUB_EVENT_PATH"]).read_bytes())["pull_request"]
        head = request["head"]
        return _checked("GitHub", request["number"], head["sha"], head["ref"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IncompleteError(
            f"the event of GitHub names no pull request ({type(error).__name__}): run this in a "
            "job for one"
        ) from None


def _checked(forge: str, number: Any, head: Any, branch: Any) -> ChangeRequest:
    told = re.fullmatch("[1-9][0-9]{0,8}", str(number)) and COMMIT.fullmatch(str(head))
    if not told:
        raise IncompleteError(f"{forge} names no change request with a number and a commit")
    return ChangeRequest(int(number), str(head), str(branch or ""))
