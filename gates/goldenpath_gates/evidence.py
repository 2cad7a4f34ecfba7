"""One record of a change: what was judged, with which figures, by which versions, what was not."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from goldenpath_gates import config, git, library, report, signoff, versions, views
from goldenpath_gates.errors import IncompleteError, UsageError
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
    """One stage in the record; `report` is None when there is none that can be trusted."""

    stage: Stage
    outcome: Outcome
    summary: str
    report: Report | None = None


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
        if "failed" in outcomes:
            return "failed"
        if outcomes <= FINE:
            return "passed"
        return "approval" if outcomes <= {*FINE, "approval"} else "incomplete"

    @property
    def exit_code(self) -> int:
        return report.EXIT_CODES[self.verdict]


def collect(root: Path, train: Train, event: Event, results: Mapping[str, str]) -> Evidence:
    """Reads every report. `results` are the job results that the forge saw, where it tells."""
    unknown = "unknown" if results else None  # a forge that tells of jobs tells of all of them
    rows = tuple(
        _released(root, _row(root, stage, event, results.get(stage.id, unknown)), results)
        for stage in train
    )
    facts = {
        "service": config.load(root).service.name,
        "created": report.now(),
        "commit": git.commit(root),
        "uncommitted_changes": git.dirty(root),
        "versions": {"library": library.version(), **versions.of_service(root)},
    }
    return Evidence(event, rows, facts)


def _row(root: Path, stage: Stage, event: Event, result: str | None) -> Row:
    path = _report_path(root, stage.id, handed_over=result is not None)
    if not path.is_file():
        if not stage.runs_on(event):
            return Row(stage, "not expected", f"runs {WHEN[stage.when]}: {stage.asks}")
        return Row(stage, "not run", f"no report, the job: {result}" if result else "no report")
    try:
        read = report.read(path)
        _check(read, stage, root)
    except IncompleteError as error:
        return Row(stage, "incomplete", str(error))
    if read.verdict == "passed" and result not in (None, "success"):
        return Row(stage, "incomplete", f"reported passed, but the job ended as {result}", read)
    return Row(stage, read.verdict, read.summary, read)


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
            _report_path(root, stage, handed_over=handed_over),
            root / record if handed_over else report.path_of(root, job),
        )
    except IncompleteError as error:
        return replace(row, summary=f"{row.summary}; {error}")
    return replace(row, outcome="approved", summary=f"{row.summary}; approved in {run}")


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


def _report_path(root: Path, stage: str, *, handed_over: bool) -> Path:
    """Where GitHub hands reports over, each job has its own folder: none can speak for another."""
    if handed_over:
        return root / HANDED_OVER / f"reports-{stage}" / f"{stage}.json"
    return report.path_of(root, stage)


def job_results(environment: Mapping[str, str]) -> dict[str, str]:
    """What GitHub says of the jobs that `required` needs (`toJSON(needs)`); empty elsewhere."""
    text = environment.get("GOLDENPATH_RESULTS", "")
    if not text:
        return {}
    try:
        return {job: str(entry["result"]) for job, entry in json.loads(text).items()}
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise UsageError(f"GOLDENPATH_RESULTS is not the JSON of needs: {error!r}") from None


def event_of(environment: Mapping[str, str]) -> Event:
    """Whether this is the default branch, its night or a change to it, as the forge says."""
    if "schedule" in (environment.get("GITHUB_EVENT_NAME"), environment.get("CI_PIPELINE_SOURCE")):
        return "nightly"
    if environment.get("GITHUB_EVENT_NAME") == "push":
        return "main"
    branch = environment.get("CI_COMMIT_BRANCH")
    return "main" if branch and branch == environment.get("CI_DEFAULT_BRANCH") else "change"


def write(evidence: Evidence, root: Path) -> tuple[Path, Path]:
    """Writes `reports/evidence.json` and `reports/evidence.md`."""
    folder = root / report.FOLDER
    folder.mkdir(exist_ok=True)
    record, page = folder / "evidence.json", folder / "evidence.md"
    record.write_text(json.dumps(to_json(evidence), indent=2, ensure_ascii=False) + "\n", "utf-8")
    page.write_text(markdown(evidence), "utf-8")
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        with open(summary, "a", encoding="utf-8") as f:
            f.write(markdown(evidence))
    return record, page


def to_json(evidence: Evidence) -> dict[str, Any]:
    return {
        "version": 1,
        "verdict": evidence.verdict,
        "event": evidence.event,
        **evidence.facts,
        "stages": [
            {
                "stage": row.stage.id,
                "asks": row.stage.asks,
                "outcome": row.outcome,
                "summary": row.summary,
                "report": row.report.to_json() if row.report else None,
            }
            for row in evidence.rows
        ],
    }


def markdown(evidence: Evidence) -> str:
    facts = evidence.facts
    commit = facts["commit"] or "no commit"
    if facts["uncommitted_changes"]:
        commit += ", with uncommitted changes"
    sections = [
        f"# {views.cell(facts['service'])}: {evidence.verdict}",
        f"Commit {commit}, {facts['created']}.",
        views.table(("stage", "question", "outcome", ""), _stage_rows(evidence.rows)),
        "## Figures",
        views.table(("stage", "figure", "value", "threshold", "verdict"), _figures(evidence.rows)),
        *_notes(evidence.rows),
        "## Versions",
        views.table(("what", "version"), versions.flat(facts["versions"])),
    ]
    return "\n\n".join(sections) + "\n"


def _stage_rows(rows: Sequence[Row]) -> list[tuple[str, str, str, str]]:
    return [(row.stage.id, row.stage.asks, row.outcome, row.summary) for row in rows]


def _notes(rows: Sequence[Row]) -> list[str]:
    noted = [(row.stage.id, note) for row in rows if row.report for note in row.report.notes]
    return ["## Notes", views.table(("stage", "to be read before approving"), noted)] * bool(noted)


def _figures(rows: Sequence[Row]) -> list[tuple[str, ...]]:
    return [
        (row.stage.id, *views.figure_row(figure))
        for row in rows
        if row.report
        for figure in row.report.figures
    ]
