"""A run that only a person can release: handed to the forge's approval, and its answer recorded.

The stage's job ends green with the verdict `approval`. On GitHub its output starts a job whose
environment asks reviewers; on GitLab a child pipeline, written here, holds a manual job. Only then
the record is written, and only a record that fits the report counts as an approval.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from goldenpath_gates import approval, library, report
from goldenpath_gates.errors import IncompleteError, UsageError
from goldenpath_gates.report import Report
from goldenpath_gates.schema import first_violation, packaged

CHILD = "approval.yml"
RUNS = {"GITHUB_ACTIONS": "{GITHUB_SERVER_URL}/{GITHUB_REPOSITORY}/actions/runs/{GITHUB_RUN_ID}",
        "GITLAB_CI": "{CI_PIPELINE_URL}"}  # fmt: skip


def hand_over(done: Report, root: Path, env: Mapping[str, str] = os.environ) -> int:
    """Tells the forge whether to ask; the exit code with which the stage's job ends."""
    needed = done.verdict == "approval"
    if output := env.get("GITHUB_OUTPUT"):
        with open(output, "a", encoding="utf-8") as f:
            f.write(f"approval={'needed' if needed else 'none'}\n")
    if env.get("GITLAB_CI"):
        name = f"signoff-{'asked' if needed else 'spared'}.yml"
        child = library.data("workflows") / "gitlab" / name
        shutil.copyfile(child, _beside(root, done.stage) / CHILD)
    return 0 if needed else done.exit_code


def _beside(root: Path, stage: str) -> Path:
    folder = root / report.FOLDER / stage
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def job(stage: str) -> str:
    """The job, and the environment, that releases a stage."""
    return f"{stage}-approval"


def record(root: Path, stage: str, env: Mapping[str, str] = os.environ) -> str:
    """Writes `reports/<stage>-approval.json`; whoever calls this has passed the forge's approval.

    Raises UsageError outside a pipeline, where nobody is asked, and IncompleteError when GitLab
    does not say that the child pipeline was released.
    """
    run = run_of(env)
    if run is None:
        raise UsageError("an approval is recorded by the pipeline's approval job only")
    path = report.path_of(root, stage)
    done = report.read(path)
    if done.verdict == "approval" and env.get("GITLAB_CI"):
        approval.require_released(f"{job(stage)}-asked", env)
    body = {
        "version": 1,
        "stage": stage,
        "needed": done.verdict == "approval",
        "commit": done.commit,
        "report": _digest(path),
        "run": run,
    }
    report.path_of(root, job(stage)).write_text(json.dumps(body, indent=2) + "\n", "utf-8")
    return f"{stage}: {'approved' if body['needed'] else 'no approval was needed'}"


def run_of(env: Mapping[str, str]) -> str | None:
    """The address of the forge's run; None outside a pipeline."""
    form = next((form for forge, form in RUNS.items() if env.get(forge)), None)
    return form and form.format_map({**dict.fromkeys(_names(form), "unknown"), **env})


def _names(form: str) -> list[str]:
    return [part.partition("}")[0] for part in form.split("{")[1:]]


def approved(report_path: Path, record_path: Path) -> str:
    """Where the report was approved. Raises IncompleteError when no record fits it."""
    try:
        body: dict[str, Any] = json.loads(record_path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise IncompleteError(f"no approval is recorded: {error}") from None
    if violation := first_violation(body, packaged("approval")):
        raise IncompleteError(f"{record_path}: not the record of an approval: {violation}")
    if body["report"] != _digest(report_path) or not body["needed"]:
        raise IncompleteError(f"{record_path} approves another report than {report_path}")
    return str(body["run"])


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
