"""A run that only a person can release, from the stage to the record of the change."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from goldenpath_gates import evidence, report, signoff, train
from goldenpath_gates.errors import IncompleteError, UsageError
from goldenpath_gates.report import Report
from goldenpath_gates.train import Stage, Train

from tests.gates.support import (
    PYPROJECT,
    ROOT,
    a_report,
    goldenpath,
    library,
    repository,
    violation,
    write,
)

EVAL = Stage("eval", "Is the AI still good?", 5, signoff=True)
TRAIN = Train((EVAL,), 1, 5)
GITHUB = {
    "GITHUB_ACTIONS": "true",
    "GITHUB_SERVER_URL": "https://forge.test",
    "GITHUB_REPOSITORY": "acme/svc",
    "GITHUB_RUN_ID": "7",
}
RUN = "https://forge.test/acme/svc/actions/runs/7"
ASKS = "from goldenpath_gates.report import Judgement\nreturn Judgement('approval', 'recall fell')"
ROW = {"id": "eval", "signoff": True}


@pytest.fixture
def commit(service: Path) -> str:
    write(service, {".gitignore": "reports/\nreports-in/\n"})
    return repository(service)


@pytest.fixture
def asked(service: Path, commit: str) -> Report:
    done = a_report(stage="eval", commit=commit, verdict="approval", summary="recall fell")
    done.write(service)
    return done


def row(service: Path, **results: str) -> evidence.Row:
    record = evidence.collect(service, TRAIN, "change", results)
    assert violation(evidence.to_json(record), "evidence") is None
    return record.rows[0]


def hand_in(service: Path) -> None:
    """As `required` on GitHub finds the reports of both jobs."""
    for name in ("eval", "eval-approval"):
        text = report.path_of(service, name).read_text("utf-8")
        write(service, {f"reports-in/reports-{name}/{name}.json": text})


# --- the stage's job -------------------------------------------------------------------------


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    def put(body: str, **row: Any) -> None:
        folder = library(tmp_path / "lib", [{**ROW, **row}], {"eval": body})
        monkeypatch.setenv("PYTHONPATH", str(folder))

    return put


@pytest.mark.parametrize(
    ("body", "flag", "code", "output", "child"),
    [
        (ASKS, ["--signoff"], 0, "approval=needed\n", "manual"),
        (ASKS, [], 5, "", ""),
        ("return judge('fine')", ["--signoff"], 0, "approval=none\n", "no approval is needed"),
        ("raise FailedError('bad')", ["--signoff"], 1, "approval=none\n", "no approval is needed"),
        ("raise IncompleteError('x')", ["--signoff"], 3, "approval=none\n", "no approval"),
    ],
    ids=["asked", "asked on a laptop", "passed", "failed", "incomplete"],
)
def test_a_stage_hands_the_question_over(
    body: str,
    flag: list[str],
    code: int,
    output: str,
    child: str,
    service: Path,
    tmp_path: Path,
    installed: Any,
) -> None:
    installed(body)
    told = tmp_path / "output"
    told.touch()
    env = {"GITHUB_OUTPUT": str(told), "GITLAB_CI": "true"}
    done = goldenpath("run", "eval", *flag, cwd=service, env=env)
    assert done.returncode == code, done.stderr
    assert told.read_text("utf-8") == output
    pipeline = service / "reports/eval/approval.yml"
    assert child in (pipeline.read_text("utf-8") if pipeline.exists() else "")


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["run", "eval", "lint", "--signoff"], "are for one stage"),
        (["run", "lint", "--signoff"], "asks for no approval"),
    ],
)
def test_the_flag_is_for_one_stage_that_asks(args: list[str], says: str, service: Path) -> None:
    done = goldenpath(*args, cwd=service)
    assert done.returncode == 2
    assert says in done.stderr


def test_an_approval_stops_no_other_stage(service: Path, tmp_path: Path) -> None:
    write(service, {"pyproject.toml": PYPROJECT})
    rows: list[dict[str, Any]] = [ROW, {"id": "other"}, {"id": "after", "needs": ["eval"]}]
    bodies = {"eval": ASKS, "other": "return judge('fine')", "after": "return judge('fine')"}
    env = {"PYTHONPATH": str(library(tmp_path / "lib", rows, bodies))}
    done = goldenpath("run", "eval", "other", "after", "--jobs", "1", cwd=service, env=env)
    assert done.returncode == 5, done.stdout
    assert "other  passed" in done.stdout
    assert "after  not run" in done.stdout


# --- the record ------------------------------------------------------------------------------


def test_an_approved_run_counts_as_passed(service: Path, asked: Report) -> None:
    assert (row(service).outcome, signoff.record(service, "eval", GITHUB)) == (
        "approval",
        "eval: approved",
    )
    body = json.loads(report.path_of(service, "eval-approval").read_text("utf-8"))
    assert (body["needed"], body["run"], body["commit"]) == (True, RUN, asked.commit)
    approved = row(service)
    assert (approved.outcome, approved.summary) == ("approved", f"recall fell; approved in {RUN}")
    assert evidence.collect(service, TRAIN, "change", {}).verdict == "passed"
    hand_in(service)
    jobs = {"eval": "success", "eval-approval": "success"}
    assert evidence.collect(service, TRAIN, "change", jobs).verdict == "passed"


@pytest.mark.parametrize("result", ["failure", "skipped", "cancelled", "waiting", ""])
def test_a_job_that_did_not_succeed_approves_nothing(
    result: str, service: Path, asked: Report
) -> None:
    signoff.record(service, "eval", GITHUB)
    hand_in(service)
    jobs = {"eval": "success", "eval-approval": result}
    assert evidence.collect(service, TRAIN, "change", jobs).verdict == "approval"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda folder: (folder / "eval-approval.json").unlink(),
        lambda folder: (folder / "eval-approval.json").write_text("{}"),
        lambda folder: (folder / "eval-approval.json").write_text("approved"),
        lambda folder: (folder / "eval.json").write_text(
            (folder / "eval.json").read_text().replace("recall fell", "recall rose")
        ),
    ],
    ids=["no record", "an empty record", "not json", "the record of another report"],
)
def test_only_a_record_of_this_report_counts(spoil: Any, service: Path, asked: Report) -> None:
    signoff.record(service, "eval", GITHUB)
    spoil(service / "reports")
    assert row(service).outcome == "approval"
    gate = evidence.collect(service, TRAIN, "change", {})
    assert (gate.verdict, gate.exit_code) == ("approval", 5)


def test_nobody_can_approve_in_advance(service: Path, commit: str) -> None:
    """The record of a run that needed nobody does not release the next one."""
    a_report(stage="eval", commit=commit).write(service)
    assert signoff.record(service, "eval", GITHUB) == "eval: no approval was needed"
    a_report(stage="eval", commit=commit, verdict="approval").write(service)
    assert row(service).outcome == "approval"


@pytest.mark.parametrize("verdict", ["failed", "incomplete", "error"])
def test_no_record_lifts_another_verdict(verdict: Any, service: Path, commit: str) -> None:
    a_report(stage="eval", commit=commit, verdict=verdict).write(service)
    signoff.record(service, "eval", GITHUB)
    assert row(service).outcome == verdict


def test_on_a_laptop_nobody_is_asked(service: Path, asked: Report) -> None:
    with pytest.raises(UsageError, match="pipeline's approval job only"):
        signoff.record(service, "eval", {})
    done = goldenpath("approval", "--for", "eval", cwd=service)
    assert done.returncode == 2


def test_on_gitlab_the_forge_must_say_that_the_child_pipeline_was_released(
    service: Path, asked: Report
) -> None:
    env = {"GITLAB_CI": "true", "CI_PIPELINE_URL": "https://forge.test/p/1", **gitlab_api()}
    with pytest.raises(IncompleteError, match="GOLDENPATH_APPROVAL_TOKEN is not set"):
        signoff.record(service, "eval", env)
    assert not report.path_of(service, "eval-approval").exists()


def gitlab_api() -> dict[str, str]:
    return {
        "CI_API_V4_URL": "http://127.0.0.1:1",
        "CI_PROJECT_ID": "1",
        "CI_PIPELINE_ID": "2",
    }


def test_every_stage_that_signs_off_has_a_row_and_a_child_pipeline() -> None:
    whole = train.load(ROOT / "workflows/stages.yml")
    assert [stage.id for stage in whole if stage.signoff] == ["policy", "eval"]
