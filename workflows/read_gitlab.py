"""What a merged GitLab pipeline promises about each stage, parsed back from its YAML."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from posixpath import normpath
from typing import Any

from forges import reports, stage_of

Node = Mapping[str, Any]
MERGE_REQUEST = '$CI_PIPELINE_SOURCE == "merge_request_event"'
NOTHING: Node = {"artifacts": {"paths": ()}}


def gitlab_view(pipeline: Node) -> dict[str, dict[str, Any]]:
    jobs = {
        stage_of(name): job
        for name, job in pipeline.items()
        if isinstance(job, Mapping) and "script" in job and not name.startswith(".")
    }
    return {name: _gitlab_job(name, job, jobs) for name, job in jobs.items()}


def _gitlab_job(name: str, job: Node, jobs: Node) -> dict[str, Any]:
    rules, group = job["rules"], job.get("resource_group")
    return {
        "stages": _event(rules),
        "needs": sorted(stage_of(need["job"]) for need in job["needs"]),
        "commands": job["script"],
        "artifacts": {"kept": _kept(job), "taken": _taken(name, job, jobs)},
        "timeouts": _number(job["timeout"]),
        "environments": job.get("environment", {}).get("name"),
        "approvals": any(_manual(rule) for rule in rules),
        "concurrency": group and (group, job["interruptible"]),
        "identity": [token["aud"] for token in job.get("id_tokens", {}).values()],
        "history": job.get("variables", {}).get("GIT_DEPTH") == "0",
    }


def _event(rules: Sequence[Node]) -> str:
    if all(rule.get("when") == "always" for rule in rules):
        return "always"
    return "change" if any(rule["if"] == MERGE_REQUEST for rule in rules) else "main"


def _manual(rule: Node) -> bool:
    """A manual job that may fail blocks nothing."""
    return rule.get("when") == "manual" and rule.get("allow_failure") is False


def _kept(job: Node) -> list[tuple[str, int | str]]:
    artifacts = job["artifacts"]
    return sorted((path, _number(artifacts["expire_in"])) for path in artifacts["paths"])


def _taken(name: str, job: Node, jobs: Node) -> list[tuple[str, str]]:
    producers = [stage_of(need["job"]) for need in job["needs"] if need.get("artifacts", True)]
    return sorted(
        (producer, normpath(path))
        for producer in producers
        for path in jobs.get(producer, NOTHING)["artifacts"]["paths"]
        # GitLab cannot leave handed-on files out; the closing job reads the reports only.
        if name != "required" or path in reports(producer)
    )


def _number(text: str) -> int | str:
    """The figure of `15 minutes` or `14 days`, the units that the renderer writes."""
    found = re.fullmatch(r"(\d+) (minutes|days)", text)
    return int(found[1]) if found else text
