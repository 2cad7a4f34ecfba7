"""What the forge says of the run: its event, its other jobs, its address and who started it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from goldenpath_gates import signoff
from goldenpath_gates.delivery.forge import LABEL
from goldenpath_gates.errors import IncompleteError, UsageError
from goldenpath_gates.train import Event

FORGES = {
    "GITHUB_ACTIONS": ("github", "GITHUB_RUN_ID", "GITHUB_ACTOR"),
    "GITLAB_CI": ("gitlab", "CI_PIPELINE_ID", "GITLAB_USER_LOGIN"),
}


def event_of(environment: Mapping[str, str]) -> Event:
    """Whether this is the default branch, its night or a change to it, and then whether that has to
    live by itself, as the forge says."""
    if "schedule" in (environment.get("GITHUB_EVENT_NAME"), environment.get("CI_PIPELINE_SOURCE")):
        return "nightly"
    if environment.get("GITHUB_EVENT_NAME") == "push":
        return "main"
    branch = environment.get("CI_COMMIT_BRANCH")
    if branch and branch == environment.get("CI_DEFAULT_BRANCH"):
        return "main"
    return "preview" if _asks_for_preview(environment) else "change"


def _asks_for_preview(environment: Mapping[str, str]) -> bool:
    """Whether the change has the label and is no fork's, as the pipelines see it.

    Raises IncompleteError where GitHub does not tell.
    """
    if environment.get("GITHUB_EVENT_NAME") != "pull_request":
        labels = environment.get("CI_MERGE_REQUEST_LABELS", "").split(",")
        source = environment.get("CI_MERGE_REQUEST_SOURCE_PROJECT_ID")
        return LABEL in labels and source == environment.get("CI_MERGE_REQUEST_PROJECT_ID")
    try:
        change = json.loads(Path(environment["GITHUB_EVENT_PATH"]).read_bytes())["pull_request"]
        labels = [label["name"].lower() for label in change["labels"]]  # in any case, as there
        origin = (change["head"]["repo"] or {}).get("full_name")  # a fork may be gone
        return LABEL in labels and origin == environment["GITHUB_REPOSITORY"]
    except (AttributeError, KeyError, OSError, TypeError, ValueError) as error:
        raise IncompleteError(
            f"GITHUB_EVENT_PATH holds no pull request with its labels: {error!r}"
        ) from None


def job_results(environment: Mapping[str, str]) -> dict[str, str]:
    """What GitHub says of the jobs that this one needs (`toJSON(needs)`); empty elsewhere."""
    text = environment.get("GOLDENPATH_RESULTS", "")
    if not text:
        return {}
    try:
        return {job: str(entry["result"]) for job, entry in json.loads(text).items()}
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise UsageError(f"GOLDENPATH_RESULTS is not the JSON of needs: {error!r}") from None


def run_of(environment: Mapping[str, str]) -> dict[str, str | None] | None:
    """The run that writes the record; None on a laptop."""
    for marker, (forge, number, actor) in FORGES.items():
        if environment.get(marker):
            return {
                "forge": forge,
                "id": environment.get(number),
                "url": signoff.run_of(environment),
                "actor": environment.get(actor),
            }
    return None
