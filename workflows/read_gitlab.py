"""What a merged GitLab pipeline promises about each stage, parsed back from its YAML."""

from __future__ import annotations

import re
from collections.abc import Mapping
from posixpath import normpath
from typing import Any

from forges import CHANGE, GITLAB_CHANGE, PREVIEW, TRUSTED_CHECKOUT, reports, stage_of

Node = Mapping[str, Any]
SCHEDULE = '$CI_PIPELINE_SOURCE == "schedule"'
DEFAULT_BRANCH = "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH"
MERGE_REQUEST = '$CI_PIPELINE_SOURCE == "merge_request_event"'
# A manual job that may fail holds nothing up: GitLab starts it when its environment stops.
BY_ENVIRONMENT: Node = {"if": PREVIEW, "when": "manual", "allow_failure": True}
NOTHING: Node = {"artifacts": {"paths": ()}}


def gitlab_view(pipeline: Node) -> dict[str, dict[str, Any]]:
    jobs = {
        stage_of(name): job
        for name, job in pipeline.items()
        if isinstance(job, Mapping) and "script" in job and not name.startswith(".")
    }
    return {
        name: _gitlab_job(name, job, jobs, pipeline.get(f"{name}-asked"))
        for name, job in jobs.items()
    }


def _gitlab_job(name: str, job: Node, jobs: Node, asked: Node | None) -> dict[str, Any]:
    group = job.get("resource_group")
    asks = asked is not None and asked.get("trigger", {}).get("strategy") == "depend"
    place = job.get("environment", {})
    environment = place.get("name", "").removesuffix(f"/{GITLAB_CHANGE}") or None
    approval = f"./ci approval {environment}"
    return {
        "stages": _event(job),
        "needs": sorted(stage_of(n["job"]) for n in job["needs"] if not _bridge(n["job"])),
        "commands": [line for line in job["script"] if line != approval],
        "artifacts": {"kept": _kept(job), "taken": _taken(name, job, jobs)},
        "timeouts": _number(job["timeout"]),
        "environments": _environment(asked) if asked else environment,
        "approvals": asks
        or (approval in job["script"] and any(_manual(rule) for rule in job["rules"])),
        "concurrency": group and (group.replace(GITLAB_CHANGE, CHANGE), job["interruptible"]),
        "identity": [
            token["aud"]
            for name, token in job.get("id_tokens", {}).items()
            if name == "GOLDENPATH_ID_TOKEN"
        ],
        "shards": job.get("parallel", 0),
        "signoffs": _signoff(job, asked) if asks and asked else None,
        "code": _code(job),
        "ends": place.get("on_stop"),
        "history": job.get("variables", {}).get("GIT_DEPTH") == "0",
    }


def _event(job: Node) -> str:
    rules = job["rules"]
    if job.get("environment", {}).get("action") == "stop" and rules == [BY_ENVIRONMENT]:
        return "end"
    if all(rule.get("when") == "always" for rule in rules):
        return "always"
    runs = {rule["if"] for rule in rules if rule.get("when") != "never"}
    never = {rule["if"] for rule in rules} - runs
    return {
        (frozenset({MERGE_REQUEST, DEFAULT_BRANCH}), frozenset()): "change",
        (frozenset({DEFAULT_BRANCH}), frozenset({SCHEDULE})): "main",
        (frozenset({PREVIEW}), frozenset()): "preview",
        (frozenset({SCHEDULE}), frozenset()): "nightly",
    }.get((frozenset(runs), frozenset(never)), f"on {sorted(runs)}, not on {sorted(never)}")


def _code(job: Node) -> str:
    fetched = set(TRUSTED_CHECKOUT) <= set(job["before_script"])
    return "default branch" if fetched else "that of the run"


def _bridge(job: str) -> bool:
    """The job that starts the child pipeline in which a person decides."""
    return job.endswith("-approval-asked")


def _environment(asked: Node) -> Any:
    return asked.get("variables", {}).get("GOLDENPATH_ENVIRONMENT")


def _signoff(job: Node, asked: Node) -> str | None:
    """The stage whose sign-off a job gives: its own stage wrote the child pipeline."""
    (include,) = asked["trigger"]["include"]
    stage = stage_of(include["job"])
    waits = any(_bridge(need["job"]) for need in job["needs"])
    written = include.get("artifact") == f"reports/{stage}/approval.yml"
    return stage if waits and written else None


def _manual(rule: Node) -> bool:
    """A manual job that may fail blocks nothing."""
    return rule.get("when") == "manual" and rule.get("allow_failure") is False


def _kept(job: Node) -> list[tuple[str, int | str]]:
    artifacts = job.get("artifacts", NOTHING["artifacts"])
    return sorted((path, _number(artifacts["expire_in"])) for path in artifacts["paths"])


def _taken(name: str, job: Node, jobs: Node) -> list[tuple[str, str]]:
    producers = [stage_of(need["job"]) for need in job["needs"] if need.get("artifacts", True)]
    return sorted(
        (producer, normpath(path))
        for producer in producers
        for path in jobs.get(producer, NOTHING).get("artifacts", NOTHING["artifacts"])["paths"]
        # GitLab cannot leave handed-on files out; the closing job reads the reports only.
        if name != "required" or path in reports(producer)
    )


def _number(text: str) -> int | str:
    """The figure of `15 minutes` or `14 days`, the units that the renderer writes."""
    found = re.fullmatch(r"(\d+) (minutes|days)", text)
    return int(found[1]) if found else text
