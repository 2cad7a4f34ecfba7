"""Which stages were judged, and which of their reports can be trusted."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from goldenpath_gates import config, git, library, report, signoff, versions
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.evidence import artifacts
from goldenpath_gates.evidence.forge import run_of
from goldenpath_gates.report import Report
from goldenpath_gates.train import WHEN, Event, Stage, Train

Outcome = Literal[
    "passed", "failed", "incomplete", "error", "approval", "approved", "not run", "not expected"
]
FINE = {"passed", "approved", "not expected"}
HANDED_OVER = Path("reports-in")
"""Where a pipeline puts the reports of other jobs, one folder per job."""


@dataclass(frozen=True)
class Row:
    """One stage in the record; `report` is None when there is none that can be trusted.

    `digests` are the SHA-256 of the report's files by name, `image` is what the stage handed on,
    `approved_in` the address of the run in which somebody released it.
    """

    stage: Stage
    outcome: Outcome
    summary: str
    report: Report | None = None
    digests: Mapping[str, str] = field(default_factory=dict)
    image: Mapping[str, Any] | None = None
    approved_in: str | None = None


@dataclass(frozen=True)
class Evidence:
    """The record. `event` says which stages had to run."""

    event: Event
    rows: tuple[Row, ...]
    facts: Mapping[str, Any]

    @property
    def verdict(self) -> Literal["passed", "failed", "incomplete", "approval"]:
        """Passed only when every stage that had to run did, and passed or was approved."""
        outcomes = {row.outcome for row in self.rows}
        if not outcomes:
            return "incomplete"
        if "failed" in outcomes:
            return "failed"
        if outcomes <= FINE:
            return "passed"
        return "approval" if outcomes <= {*FINE, "approval"} else "incomplete"

    @property
    def exit_code(self) -> int:
        return report.EXIT_CODES[self.verdict]


def collect(
    root: Path,
    train: Train,
    event: Event,
    results: Mapping[str, str],
    stages: Collection[str] | None = None,
    env: Mapping[str, str] = os.environ,
) -> Evidence:
    """Reads every report, or those of some stages.

    `results` are the job results that the forge saw, where it tells.
    """
    unknown = "unknown" if results else None  # a forge that tells of jobs tells of all of them
    rows = tuple(
        _released(root, _row(root, stage, event, results.get(stage.id, unknown)), results)
        for stage in (train if stages is None else train.select(stages))
    )
    facts = {
        "service": config.load(root).service.name,
        "created": report.now(),
        "commit": git.commit(root),
        "uncommitted_changes": git.dirty(root),
        "versions": {"library": library.version(), **versions.of_service(root)},
        "run": run_of(env),
    }
    return Evidence(event, rows, facts)


def awaited(train: Train, stage: str) -> tuple[str, ...]:
    """Every stage that must be over before this one starts, in the order of the table."""
    found, waiting = set[str](), list(train[stage].needs)
    while waiting:
        need = waiting.pop()
        if need not in found:
            found.add(need)
            waiting += train[need].needs
    return tuple(stage.id for stage in train.select(found))


def _row(root: Path, stage: Stage, event: Event, result: str | None) -> Row:
    path = report_path(root, stage.id, handed_over=result is not None)
    if not path.is_file():
        if not stage.runs_on(event):
            return Row(stage, "not expected", f"runs {WHEN[stage.when]}: {stage.asks}")
        return Row(stage, "not run", f"no report, the job: {result}" if result else "no report")
    try:
        read = report.read(path)
        _check(read, stage, root)
        image = artifacts.image(read, path.parent)
    except IncompleteError as error:  # which may quote all that it refuses
        return Row(stage, "incomplete", str(error)[: report.LIMITS["summary"]])
    row = Row(stage, read.verdict, read.summary, read, artifacts.digests(read, path.parent), image)
    if read.verdict == "passed" and result not in (None, "success"):
        told = f"reported passed, but the job ended as {result}"
        return replace(row, outcome="incomplete", summary=told, image=None)
    return row


def _released(root: Path, row: Row, results: Mapping[str, str]) -> Row:
    """A row that waits for an approval, with the approval where the forge gave one."""
    if row.outcome != "approval":
        return row
    stage, job = row.stage.id, signoff.job(row.stage.id)
    handed_over = bool(results)
    record = HANDED_OVER / f"reports-{job}" / f"{job}.json"
    try:
        if handed_over and results.get(job) != "success":
            raise IncompleteError(f"the job {job} ended as {results.get(job, 'unknown')}")
        run = signoff.approved(
            report_path(root, stage, handed_over=handed_over),
            root / record if handed_over else report.path_of(root, job),
        )
    except IncompleteError as error:
        return replace(row, summary=f"{row.summary}; {error}")
    summary = f"{row.summary}; approved in {run}"
    return replace(row, outcome="approved", summary=summary, approved_in=run)


def _check(read: Report, stage: Stage, root: Path) -> None:
    """A report counts for the stage and the commit it was made for, and for no other."""
    if read.stage != stage.id:
        raise IncompleteError(f"the report of {stage.id} is one of {read.stage!r}")
    commit = git.commit(root)
    if read.commit != commit:
        raise IncompleteError(
            f"judged commit {read.commit}, this is {commit}: run {stage.id} again"
        )
    if read.verdict == "passed" and not read.holds_up:
        raise IncompleteError("it says passed, but holds a finding or a broken threshold")


def report_path(root: Path, stage: str, *, handed_over: bool) -> Path:
    """Where GitHub hands reports over, each job has its own folder: none can speak for another."""
    if handed_over:
        return root / HANDED_OVER / f"reports-{stage}" / f"{stage}.json"
    return report.path_of(root, stage)
