"""What the forge says of the run: its event, its other jobs, its address and who started it."""

from __future__ import annotations

import json
from collections.abc import Mapping

from goldenpath_gates import signoff
from goldenpath_gates.errors import UsageError
from goldenpath_gates.train import Event

FORGES = {
    "GITHUB_ACTIONS": ("github", "GITHUB_RUN_ID", "GITHUB_ACTOR"),
    "GITLAB_CI": ("gitlab", "CI_PIPELINE_ID", "GITLAB_USER_LOGIN"),
}


def event_of(environment: Mapping[str, str]) -> Event:
    """Whether this is the default branch, its night or a change to it, as the forge says."""
    if "schedule" in (environment.get("GITHUB_EVENT_NAME"), environment.get("CI_PIPELINE_SOURCE")):
        return "nightly"
    if environment.get("GITHUB_EVENT_NAME") == "push":
        return "main"
    branch = environment.get("CI_COMMIT_BRANCH")
    return "main" if branch and branch == environment.get("CI_DEFAULT_BRANCH") else "change"


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
