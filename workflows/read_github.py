"""What GitHub workflows promise about each stage, parsed back from their YAML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from posixpath import join, normpath, relpath
from typing import Any

from forges import (
    AFTER_APPROVALS,
    CHANGE,
    CONDITIONS,
    GITHUB_CHANGE,
    SHARDS_IN,
    TRUSTED_REF,
    common_root,
    end_job,
    shard_job,
)

Node = Mapping[str, Any]
REPORTS, REPORTS_IN = "reports-*", "reports-in"
EVENTS = {None: "change", "always()": "always"} | {
    text: event
    for event, when in CONDITIONS.items()
    for text in (when, AFTER_APPROVALS.format(when))
}
SIGNOFF = re.compile(r"needs\.([a-z0-9-]+)\.outputs\.approval == 'needed'")


def github_view(*workflows: Node) -> dict[str, dict[str, Any]]:
    """Of the train, and of what ends with a change, which has a workflow of its own."""
    jobs = {name: job for workflow in workflows for name, job in workflow["jobs"].items()}
    return {name: _github_job(name, job, jobs) for name, job in jobs.items()}


def _github_job(name: str, job: Node, jobs: Node) -> dict[str, Any]:
    runs = [step["run"] for step in job["steps"] if "run" in step]
    environment = job.get("environment", {}).get("name")
    approval = f"./ci approval {environment}"
    serial = job.get("concurrency")
    audiences = [step.get("env", {}).get("GOLDENPATH_AUDIENCE") for step in job["steps"]]
    granted = job["permissions"].get("id-token") == "write"
    return {
        "stages": _event(name, job, jobs),
        "needs": sorted(_as_list(job.get("needs"))),
        "commands": [run for run in runs if run != approval],
        "artifacts": {"kept": _uploads(job), "taken": _downloads(name, job, jobs)},
        "timeouts": job["timeout-minutes"],
        "environments": environment,
        "approvals": approval in runs,
        "concurrency": serial
        and (
            serial["group"].replace(GITHUB_CHANGE, CHANGE),
            bool(serial.get("cancel-in-progress")),
        ),
        "identity": [a for a in audiences if a] if granted else [],
        "shards": len(job.get("strategy", {}).get("matrix", {}).get("shard", ())),
        "signoffs": _signoff(job, jobs),
        "code": _code(job),
        "ends": end_job(name) if end_job(name) in jobs else None,
        "history": any(step.get("fetch-depth") == 0 for step in _steps(job, "checkout")),
    }


def _event(name: str, job: Node, jobs: Node) -> Any:
    """When a job runs; one that waits for a sign-off runs when its stage does."""
    if name in map(end_job, jobs):
        return job.get("if", "end")  # its caller has the condition
    condition = job.get("if")
    awaited = SIGNOFF.fullmatch(condition or "")
    if awaited is None:
        return EVENTS.get(condition, condition)
    return _event(awaited[1], jobs[awaited[1]], jobs)


def _code(job: Node) -> str:
    (ref,) = (inputs.get("ref") for inputs in _steps(job, "checkout"))
    return "default branch" if ref == TRUSTED_REF else ref or "that of the run"


def _signoff(job: Node, jobs: Node) -> str | None:
    """The stage whose sign-off a job gives: the job waits for the output that the stage sets."""
    awaited = SIGNOFF.fullmatch(job.get("if") or "")
    if awaited is None:
        return None
    stage = jobs[awaited[1]]
    step: Node = next((s for s in stage["steps"] if s.get("run", "").endswith(" --signoff")), {})
    output = f"${{{{ steps.{step.get('id')}.outputs.approval }}}}"
    return awaited[1] if stage.get("outputs") == {"approval": output} else None


def _steps(job: Node, action: str) -> Iterator[Node]:
    for step in job["steps"]:
        if step.get("uses", "").startswith(f"actions/{action}@"):
            yield step["with"]


def _uploads(job: Node) -> list[tuple[str, int]]:
    """Each path that the job keeps, and for how many days."""
    return sorted(
        (path, step["retention-days"])
        for step in _steps(job, "upload-artifact")
        for path in step["path"].split()
    )


def _downloads(name: str, job: Node, jobs: Node) -> list[tuple[str, str]]:
    """Each producer, and each of its paths as this job finds it after the download."""
    found = []
    for step in _steps(job, "download-artifact"):
        if step["path"] == SHARDS_IN:
            found += _parts(name, jobs)
            continue
        if step["path"] == REPORTS_IN:
            found += _collected(job, step, jobs)
            continue
        producer, paths = _artifact(step["name"], jobs)
        root = common_root(paths) if paths else "."
        found += [(producer, normpath(join(step["path"], relpath(p, root)))) for p in paths]
    return sorted(found)


def _parts(name: str, jobs: Node) -> list[tuple[str, str]]:
    """Each shard's artifact comes into a folder of its own; the stage looks there too."""
    producer = shard_job(name)
    kept = _uploads(jobs[producer]) if producer in jobs else []
    return [(producer, normpath(path)) for path, _ in kept]


def _collected(job: Node, step: Node, jobs: Node) -> Iterator[tuple[str, str]]:
    """The reports of all that a job needs, each in a folder of its own."""
    if step.get("pattern", REPORTS) == REPORTS:
        for need in job["needs"]:
            _, paths = _artifact(REPORTS.replace("*", need), jobs)
            yield from ((need, normpath(path)) for path in paths)


def _artifact(name: str, jobs: Node) -> tuple[str, list[str]]:
    for producer, job in jobs.items():
        for step in _steps(job, "upload-artifact"):
            if step["name"] == name:
                return producer, step["path"].split()
    return "nobody", []


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
