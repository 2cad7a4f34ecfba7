from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from goldenpath_gates import evidence, train
from goldenpath_gates.errors import IncompleteError, UsageError
from goldenpath_gates.evidence import Evidence, Row
from goldenpath_gates.report import Figure, Finding
from goldenpath_gates.train import Event, Stage, Train

from tests.gates.support import COMMIT, ROOT, a_report, goldenpath, repository, violation, write

LINT = Stage("lint", "Is it well formed?", 5)
UNIT = Stage("unit", "Does the glue work?", 5, needs=("lint",))
DEPLOY = Stage("deploy", "Does everyone have it?", 5, when="main")
TRAIN = Train((LINT, UNIT, DEPLOY), 1, 5)
BROKEN = Figure("coverage", 80.0, "%", ">= 85", False)


@pytest.fixture
def commit(service: Path) -> str:
    write(service, {".gitignore": "reports/\nreports-in/\n"})
    return repository(service)


def report(stage: str, commit: str | None, **changes: Any) -> str:
    return json.dumps(a_report(stage=stage, commit=commit, **changes).to_json())


def collected(
    service: Path, event: Event = "change", results: Mapping[str, str] | None = None
) -> dict[str, Row]:
    record = evidence.collect(service, TRAIN, event, results or {})
    assert violation(evidence.to_json(record), "evidence") is None
    return {row.stage.id: row for row in record.rows}


def verdict(service: Path, event: Event = "change", **results: str) -> str:
    return evidence.collect(service, TRAIN, event, results).verdict


def test_every_stage_passed(service: Path, commit: str) -> None:
    for stage in ("lint", "unit"):
        a_report(stage=stage, commit=commit).write(service)
    assert {k: row.outcome for k, row in collected(service).items()} == {
        "lint": "passed",
        "unit": "passed",
        "deploy": "not expected",
    }
    assert verdict(service) == "passed"
    for stage in ("lint", "unit"):
        write(service, {f"reports-in/reports-{stage}/{stage}.json": report(stage, commit)})
    assert verdict(service, lint="success", unit="success", deploy="skipped") == "passed"


def test_the_default_branch_expects_every_stage(service: Path, commit: str) -> None:
    for stage in ("lint", "unit"):
        a_report(stage=stage, commit=commit).write(service)
    assert collected(service, "main")["deploy"].outcome == "not run"
    assert verdict(service, "main") == "incomplete"
    a_report(stage="deploy", commit=commit).write(service)
    assert verdict(service, "main") == "passed"


def test_a_change_that_asked_for_a_preview_has_to_live_by_itself(
    service: Path, commit: str
) -> None:
    preview = Stage("preview", "Does the change live by itself?", 5, when="preview")
    whole = Train((LINT, preview), 1, 5)
    a_report(stage="lint", commit=commit).write(service)

    def of(event: Event) -> Evidence:
        return evidence.collect(service, whole, event, {})

    assert (of("change").verdict, of("change").rows[1].outcome) == ("passed", "not expected")
    assert (of("preview").verdict, of("preview").rows[1].outcome) == ("incomplete", "not run")
    a_report(stage="preview", commit=commit, verdict="failed").write(service)
    assert of("preview").verdict == "failed"
    a_report(stage="preview", commit=commit).write(service)
    assert of("preview").verdict == "passed"
    assert violation(evidence.to_json(of("preview")), "evidence") is None


def test_a_stage_that_need_not_have_run_is_still_judged(service: Path, commit: str) -> None:
    for stage in ("lint", "unit"):
        a_report(stage=stage, commit=commit).write(service)
    a_report(stage="deploy", commit=commit, verdict="failed").write(service)
    assert verdict(service) == "failed"


@pytest.mark.parametrize(
    ("text", "outcome", "says"),
    [
        pytest.param("", "incomplete", "cannot be read", id="empty"),
        pytest.param("passed", "incomplete", "cannot be read", id="not json"),
        pytest.param('{"verdict": "passed"}', "incomplete", "not a report", id="only a verdict"),
        pytest.param(report("lint", "HERE"), "incomplete", "one of 'lint'", id="another stage"),
        pytest.param(report("unit", COMMIT), "incomplete", f"judged commit {COMMIT}", id="commit"),
        pytest.param(report("unit", None), "incomplete", "judged commit None", id="no commit"),
        pytest.param(
            report("unit", "HERE", figures=(BROKEN,)),
            "incomplete",
            "a broken threshold",
            id="passed with a broken threshold",
        ),
        pytest.param(
            report("unit", "HERE", findings=(Finding("r", "m"),)),
            "incomplete",
            "holds a finding",
            id="passed with a finding",
        ),
        pytest.param(report("unit", "HERE", verdict="failed"), "failed", "3 of 3", id="failed"),
        pytest.param(report("unit", "HERE", verdict="error"), "error", "3 of 3", id="error"),
    ],
)
def test_a_report_that_must_not_pass(
    text: str, outcome: str, says: str, service: Path, commit: str
) -> None:
    a_report(stage="lint", commit=commit).write(service)
    write(service, {"reports/unit.json": text.replace("HERE", commit)})
    row = collected(service)["unit"]
    assert row.outcome == outcome
    assert says in row.summary
    assert verdict(service) == ("failed" if outcome == "failed" else "incomplete")


def test_a_missing_report_was_not_run(service: Path, commit: str) -> None:
    a_report(stage="lint", commit=commit).write(service)
    assert collected(service)["unit"].outcome == "not run"
    row = collected(service, results={"unit": "skipped"})["unit"]
    assert (row.outcome, row.summary) == ("not run", "no report, the job: skipped")
    assert verdict(service) == verdict(service, unit="success") == "incomplete"


@pytest.mark.parametrize("result", ["failure", "cancelled", "skipped", "", "SUCCESS"])
def test_a_job_that_did_not_succeed_overrules_its_report(
    result: str, service: Path, commit: str
) -> None:
    for stage in ("lint", "unit"):
        write(service, {f"reports-in/reports-{stage}/{stage}.json": report(stage, commit)})
    row = collected(service, results={"lint": "success", "unit": result})["unit"]
    assert (row.outcome, row.summary) == (
        "incomplete",
        f"reported passed, but the job ended as {result}",
    )
    assert verdict(service, unit=result) == "incomplete"


def test_a_job_speaks_only_for_itself(service: Path, commit: str) -> None:
    """The artifact of lint brings a report of unit, and one is committed; neither counts."""
    write(
        service,
        {
            "reports-in/reports-lint/lint.json": report("lint", commit),
            "reports-in/reports-lint/unit.json": report("unit", commit),
            "reports-in/unit.json": report("unit", commit),
            "reports/unit.json": report("unit", commit),
        },
    )
    results = {"lint": "success", "unit": "success"}
    rows = collected(service, results=results)
    assert (rows["lint"].outcome, rows["unit"].outcome) == ("passed", "not run")
    write(service, {"reports-in/reports-unit/unit.json": report("unit", commit)})
    assert collected(service, results=results)["unit"].outcome == "passed"


def test_a_forge_that_tells_of_jobs_tells_of_all(service: Path, commit: str) -> None:
    for stage in ("lint", "unit"):
        write(service, {f"reports-in/reports-{stage}/{stage}.json": report(stage, commit)})
    row = collected(service, results={"lint": "success"})["unit"]
    assert (row.outcome, "unknown" in row.summary) == ("incomplete", True)


def test_reports_of_other_jobs_count_only_where_jobs_hand_them_over(
    service: Path, commit: str
) -> None:
    for stage in ("lint", "unit"):
        write(service, {f"reports-in/reports-{stage}/{stage}.json": report(stage, commit)})
    assert {row.outcome for row in collected(service).values()} == {"not run", "not expected"}


def test_failed_outweighs_incomplete() -> None:
    rows = (Row(LINT, "incomplete", ""), Row(UNIT, "failed", ""))
    assert Evidence("change", rows, {}).exit_code == 1
    assert Evidence("change", rows[:1], {}).exit_code == 3
    assert Evidence("change", (Row(LINT, "passed", ""),), {}).exit_code == 0


def test_nothing_that_was_judged_is_never_passed() -> None:
    assert Evidence("change", (), {}).verdict == "incomplete"


def test_some_stages_alone(service: Path, commit: str) -> None:
    """What a stage that vouches for the others collects before it starts."""
    for stage in ("lint", "unit"):
        a_report(stage=stage, commit=commit).write(service)
    some = evidence.collect(service, TRAIN, "main", {}, stages=evidence.awaited(TRAIN, "unit"))
    assert [row.stage.id for row in some.rows] == ["lint"]
    assert (some.verdict, verdict(service, "main")) == ("passed", "incomplete")
    with pytest.raises(UsageError, match="unknown stage 'units'"):
        evidence.collect(service, TRAIN, "main", {}, stages=["units"])


def test_a_stage_waits_for_what_its_needs_wait_for() -> None:
    ship = Stage("ship", "Is it out?", 5, needs=("unit",))
    whole = Train((ship, UNIT, LINT, DEPLOY), 1, 5)
    assert evidence.awaited(whole, "ship") == ("unit", "lint")
    assert evidence.awaited(whole, "lint") == ()


def merge_request(labels: str, source: str = "7") -> dict[str, str]:
    projects = {"SOURCE_PROJECT_ID": source, "PROJECT_ID": "7"}
    given = {"LABELS": labels, **projects}
    return {f"CI_MERGE_REQUEST_{name}": value for name, value in given.items()}


def pull_request(folder: Path, event: object) -> dict[str, str]:
    path = folder / "event.json"
    path.write_text(json.dumps(event))
    names = {"GITHUB_EVENT_NAME": "pull_request", "GITHUB_REPOSITORY": "acme/svc"}
    return names | {"GITHUB_EVENT_PATH": str(path)}


@pytest.mark.parametrize(
    ("environment", "event"),
    [
        ({}, "change"),
        ({"GITHUB_EVENT_NAME": "merge_group"}, "change"),
        ({"GITHUB_EVENT_NAME": "push"}, "main"),
        ({"GITHUB_EVENT_NAME": "schedule"}, "nightly"),
        (
            {
                "CI_PIPELINE_SOURCE": "schedule",
                "CI_COMMIT_BRANCH": "main",
                "CI_DEFAULT_BRANCH": "main",
            },
            "nightly",
        ),
        ({"CI_DEFAULT_BRANCH": "main"}, "change"),
        ({"CI_COMMIT_BRANCH": "topic", "CI_DEFAULT_BRANCH": "main"}, "change"),
        ({"CI_COMMIT_BRANCH": "trunk", "CI_DEFAULT_BRANCH": "trunk"}, "main"),
        ({"CI_COMMIT_BRANCH": "", "CI_DEFAULT_BRANCH": ""}, "change"),
        (merge_request("preview"), "preview"),
        (merge_request("bug,preview,small"), "preview"),
        (merge_request(""), "change"),
        (merge_request("no-preview,previews,Preview"), "change"),
        (merge_request("preview", source="8"), "change"),
        ({"CI_MERGE_REQUEST_LABELS": "preview", "CI_MERGE_REQUEST_PROJECT_ID": "7"}, "change"),
    ],
)
def test_event_of(environment: dict[str, str], event: Event) -> None:
    assert evidence.event_of(environment) == event


@pytest.mark.parametrize(
    ("labels", "origin", "event"),
    [
        (["preview"], "acme/svc", "preview"),
        (["bug", "Preview"], "acme/svc", "preview"),  # its expressions see no difference either
        ([], "acme/svc", "change"),
        (["previews", "no preview"], "acme/svc", "change"),
        (["preview"], "stranger/svc", "change"),
        (["preview"], None, "change"),
    ],
)
def test_event_of_a_pull_request(
    labels: list[str], origin: str | None, event: Event, tmp_path: Path
) -> None:
    repo = origin and {"full_name": origin}
    change = {"labels": [{"name": name} for name in labels], "head": {"repo": repo}}
    assert evidence.event_of(pull_request(tmp_path, {"pull_request": change})) == event


@pytest.mark.parametrize(
    "event", [None, [], {}, {"pull_request": {}}, {"pull_request": {"labels": [{"name": 7}]}}]
)
def test_a_pull_request_that_nobody_can_read_is_no_answer(event: object, tmp_path: Path) -> None:
    with pytest.raises(IncompleteError, match="holds no pull request with its labels"):
        evidence.event_of(pull_request(tmp_path, event))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", {}),
        ("{}", {}),
        (
            '{"unit": {"result": "success", "outputs": {}}, "lint": {"result": "failure"}}',
            {"unit": "success", "lint": "failure"},
        ),
    ],
)
def test_job_results(text: str, expected: dict[str, str]) -> None:
    assert evidence.job_results({"GOLDENPATH_RESULTS": text}) == expected


@pytest.mark.parametrize("text", ["{", "[]", "null", '{"unit": "success"}', '{"unit": {}}', "1"])
def test_job_results_that_cannot_be_read_are_wrong_usage(text: str) -> None:
    with pytest.raises(UsageError, match=r"^GOLDENPATH_RESULTS is not the JSON of needs"):
        evidence.job_results({"GOLDENPATH_RESULTS": text})


def test_the_record_says_what_was_judged_by_which_versions(service: Path, commit: str) -> None:
    figure = Figure("coverage", 91.0, "%", ">= 85", True)
    a_report(stage="lint", commit=commit, figures=(figure,)).write(service)
    record, page = evidence.write(evidence.collect(service, TRAIN, "change", {}), service)
    body = json.loads(record.read_text(encoding="utf-8"))
    assert violation(body, "evidence") is None
    found = body["predicate"]
    assert (found["commit"], found["service"], found["event"]) == (commit, "tiny", "change")
    assert (found["uncommitted_changes"], found["run"]) == (False, None)
    assert found["stages"][0]["report"]["figures"][0]["threshold"] == ">= 85"
    assert "| lint | coverage | 91 % | >= 85 | passed |" in page.read_text(encoding="utf-8")
    assert "| unit | Does the glue work? | not run | no report |" in page.read_text("utf-8")


def test_notes_are_shown_and_stop_nothing(service: Path, commit: str) -> None:
    a_report(stage="lint", commit=commit, notes=(Finding("waived", "by whom"),)).write(service)
    record = evidence.collect(service, TRAIN, "change", {})
    assert {row.stage.id: row.outcome for row in record.rows}["lint"] == "passed"
    assert "| lint | waived by whom |" in evidence.markdown(record)
    assert "## Notes" not in evidence.markdown(Evidence("change", (), record.facts))


def test_uncommitted_changes_are_said(service: Path, commit: str) -> None:
    write(service, {"new.py": ""})
    record = evidence.collect(service, TRAIN, "change", {})
    assert record.facts["uncommitted_changes"] is True
    assert f"Commit {commit}, with uncommitted changes," in evidence.markdown(record)


def test_a_hostile_name_stays_in_its_heading(service: Path, commit: str) -> None:
    name = '<script>x</script> | `a` [b](https://example.test) \\n# all: passed \\"'
    write(service, {"goldenpath.toml": f'[service]\nname = "{name}"\nstart = ["true"]\n'})
    lint = a_report(stage="lint", commit=commit, verdict="failed", summary="| x |\n# passed")
    lint.write(service)
    page = evidence.markdown(evidence.collect(service, TRAIN, "change", {}))
    headings = [line for line in page.splitlines() if line.startswith("#")]
    assert headings[0].endswith(": failed")
    assert headings[1:] == ["## Versions"]
    assert not {"<", "`", "["} & set(page)


def test_the_summary_of_the_forge_gets_the_page(
    service: Path, commit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    summary = service / "summary.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    _, page = evidence.write(evidence.collect(service, TRAIN, "change", {}), service)
    assert summary.read_text(encoding="utf-8") == page.read_text(encoding="utf-8")


def stages_of_the_library() -> list[str]:
    return [stage.id for stage in train.load(ROOT / "workflows" / "stages.yml")]


def test_the_gate_opens_only_when_every_stage_passed(service: Path, commit: str) -> None:
    """The command of the closing job, on the library's own train."""
    for stage in stages_of_the_library():
        a_report(stage=stage, commit=commit).write(service)
    opened = goldenpath("evidence", "--gate", cwd=service)
    assert (opened.returncode, opened.stderr) == (0, "")
    (service / "reports" / "unit.json").unlink()
    closed = goldenpath("evidence", "--gate", cwd=service)
    assert closed.returncode == 3
    assert "incomplete; the record is reports/evidence.md" in closed.stdout
    assert goldenpath("evidence", cwd=service).returncode == 0


def test_the_gate_stays_closed_without_a_commit(service: Path) -> None:
    """Reports that name no commit would fit any state of the folder."""
    for stage in stages_of_the_library():
        a_report(stage=stage, commit=None).write(service)
    closed = goldenpath("evidence", "--gate", cwd=service)
    assert closed.returncode == 3
    assert "git names no commit" in closed.stderr
