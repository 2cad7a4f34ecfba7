"""A record is read again: ours, that of a release before, and what a bundle holds."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from goldenpath_gates.__main__ import main
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.evidence import reading
from goldenpath_gates.report import Excuse, Finding

from tests.gates.evidence_support import APPROVAL, COVERAGE, RUN, WAIVER, predicate, stage
from tests.gates.support import COMMIT, a_report, violation

EXCUSE = Excuse(WAIVER["owner"], WAIVER["expires"], WAIVER["reason"])
NOTES = (Finding("workload-limits", "has no limits", "a.yaml", waiver=EXCUSE), Finding("r", "soon"))
REPORT = a_report(stage="policy", verdict="approval", figures=(COVERAGE,), notes=NOTES).to_json()
ROW = {
    **stage(name="policy", outcome="approved"),
    "summary": f"1 to mend; approved in {RUN}",
    "report": REPORT,
}
PREDICATE = predicate(
    run={"forge": "github", "id": "7", "url": RUN, "actor": "octocat"},
    stages=[ROW],
    waivers=[WAIVER],
    approvals=[APPROVAL],
    digests={"reports/policy/policy.sarif": "e" * 64},
)
STATEMENT: Mapping[str, Any] = {
    "_type": "https://in-toto.io/Statement/v1",
    "subject": [{"name": "Answer Service", "digest": {"sha256": "d" * 64}}],
    "predicateType": "urn:goldenpath:evidence:2",
    "predicate": PREDICATE,
}
SAID_BEFORE = "has no limits; waived by @acme/ai until 2027-01-31: until the move"
OLD_NOTES = [{"rule": "workload-limits", "path": "a.yaml", "message": SAID_BEFORE}]
SINCE_2 = {"run", "waivers", "approvals", "digests"}
OLD: Mapping[str, Any] = {
    "version": 1,
    **{key: value for key, value in PREDICATE.items() if key not in SINCE_2},
    "stages": [{**ROW, "report": {**REPORT, "notes": OLD_NOTES}}],
}
"""As release 0.6.0 wrote it."""


def bundle(payload: bytes, kind: str = "application/vnd.in-toto+json") -> dict[str, Any]:
    return {
        "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
        "verificationMaterial": {},
        "dsseEnvelope": {
            "payload": base64.b64encode(payload).decode(),
            "payloadType": kind,
            "signatures": [{"sig": "AA=="}],
        },
    }


def file(folder: Path, body: Any) -> Path:
    path = folder / "record.json"
    path.write_text(body if isinstance(body, str) else json.dumps(body), encoding="utf-8")
    return path


def shown(capsys: pytest.CaptureFixture[str], *args: object) -> str:
    assert main(["evidence", "show", *map(str, args)]) == 0
    return capsys.readouterr().out


def test_the_samples_fit_their_schema() -> None:
    assert violation(STATEMENT, "evidence") is None


def test_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        shown(capsys, file(tmp_path, STATEMENT))
        == f"""\
Answer Service: passed
Evidence version 2.
Commit {COMMIT}, 2026-11-22T10:00:00+00:00.
Image Answer Service@sha256:{"d" * 64}.
Run {RUN} of github, by octocat.

stage   question             outcome
policy  Does the glue work?  approved  1 to mend; approved in {RUN}

Waivers
stage   rule             where   owner     until       reason          what
policy  workload-limits  a.yaml  @acme/ai  2027-01-31  until the move  has no limits

Approvals
stage   environment      run
policy  policy-approval  {RUN}

Figures
stage   figure    value    threshold  verdict
policy  coverage  98.63 %  >= 85      passed

Notes
stage   to be read before approving
policy  r soon

Versions
what             version
library          0.7.0
template         0.7.0
template commit  unknown
prompts: answer  1.0.0
models           gpt-4.1-mini

Files
file                         sha256
reports/policy/policy.sarif  {"e" * 64}
"""
    )


def test_markdown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = shown(capsys, file(tmp_path, STATEMENT), "--format", "markdown")
    assert page.startswith("# Answer Service: passed\n\nEvidence version 2.\n")
    assert "\n## Waivers\n" in page
    assert "| policy | coverage | 98.63 % | >= 85 | passed |" in page


def test_json_is_the_statement_itself(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for body in (STATEMENT, OLD):
        assert json.loads(shown(capsys, file(tmp_path, body), "--format", "json")) == body


def test_the_record_of_the_last_run_is_the_default(
    service: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["evidence", "show"]) == 2
    assert "`goldenpath evidence` writes" in capsys.readouterr().err
    (service / "reports").mkdir()
    (service / "reports/evidence.json").write_text(json.dumps(STATEMENT))
    assert shown(capsys).startswith("Answer Service: passed")


def test_a_bundle_is_opened_and_not_verified(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = file(tmp_path, bundle(json.dumps(STATEMENT).encode()))
    told = "The signature was NOT verified: goldenpath verify does that."
    assert shown(capsys, path).splitlines()[2] == told
    assert told in shown(capsys, path, "--format", "markdown")
    assert main(["evidence", "show", str(path), "--format", "json"]) == 0
    out, err = capsys.readouterr()
    assert (json.loads(out), told in err) == (STATEMENT, True)


def test_a_record_of_version_1_says_the_same(tmp_path: Path) -> None:
    opened = reading.read(file(tmp_path, OLD))
    assert opened.said == ("Evidence version 1.",)
    found = opened.record.predicate
    assert (found["waivers"], found["approvals"]) == ([WAIVER], [APPROVAL])
    assert opened.record.subject == [{"name": "Answer Service", "digest": {"gitCommit": COMMIT}}]
    assert violation(opened.record.to_json(), "evidence") is None


def test_reports_without_notes_are_those_before_release_0_6(tmp_path: Path) -> None:
    report = {key: value for key, value in REPORT.items() if key != "notes"}
    body = {**OLD, "stages": [{**ROW, "report": report}, {**ROW, "report": None}]}
    assert reading.read(file(tmp_path, body)).record.predicate["waivers"] == []


@pytest.mark.parametrize(
    "message",
    ["has no limits", "; waived by", "; waived by @x until later: no", "; waived by " * 1_000],
)
def test_noop_notes_that_waive_nothing(message: str, tmp_path: Path) -> None:
    report = {**REPORT, "notes": [{"rule": "r", "message": message}]}
    opened = reading.read(file(tmp_path, {**OLD, "stages": [{**ROW, "report": report}]}))
    assert opened.record.predicate["waivers"] == []
    assert opened.record.predicate["stages"][0]["report"]["notes"][0]["message"] == message


def without(key: str) -> dict[str, Any]:
    return {k: v for k, v in PREDICATE.items() if k != key}


@pytest.mark.parametrize(
    ("body", "says"),
    [
        pytest.param("", "cannot be read", id="empty"),
        pytest.param(json.dumps(STATEMENT)[:-2], "cannot be read", id="cut"),
        pytest.param("[" * 100_000, "cannot be read", id="deep"),
        pytest.param("[" * 900 + "]" * 900, "no JSON object", id="rather deep"),
        pytest.param(
            {**STATEMENT, "more": json.loads("[" * 500 + "]" * 500)}, "top level: ", id="extra"
        ),
        pytest.param('{"a": "\\ud800"}', "cannot be read", id="half a pair"),
        pytest.param("1" * 5_000, "cannot be read", id="a number without end"),
        pytest.param([STATEMENT], "no JSON object", id="a list"),
        pytest.param({}, "its predicateType is None", id="an empty object"),
        pytest.param(REPORT, "its predicateType is None", id="a report"),
        pytest.param({**STATEMENT, "predicateType": "x\n::error::"}, "'x\\n::e", id="a line"),
        pytest.param({**STATEMENT, "predicateType": ["x"]}, "is ['x']", id="no type"),
        pytest.param({**STATEMENT, "_type": "x"}, "_type: ", id="no statement"),
        pytest.param({**STATEMENT, "subject": {}}, "subject: ", id="no subject"),
        pytest.param({**STATEMENT, "predicate": without("waivers")}, '"waivers" is', id="waivers"),
        pytest.param({**STATEMENT, "predicate": None}, "predicate: ", id="no predicate"),
        pytest.param({**OLD, "stages": 1}, "predicate.stages: ", id="old without stages"),
        pytest.param({**OLD, "stages": [1]}, "predicate.stages[0]: ", id="old with a number"),
        pytest.param({**OLD, "more": 1}, "predicate: ", id="old with more"),
        pytest.param({**OLD, "version": 3}, "predicateType is None", id="of a version to come"),
        pytest.param({"dsseEnvelope": None}, "TypeError", id="no envelope"),
        pytest.param({"dsseEnvelope": {}}, "KeyError('payloadType')", id="an empty envelope"),
        pytest.param(bundle(b"{}", "text/plain"), "'text/plain', not an in-toto", id="a text"),
        pytest.param(bundle(b""), "cannot be read", id="an empty payload"),
        pytest.param(bundle(b"\xff"), "cannot be read", id="a payload of bytes"),
        pytest.param(bundle(b"[]"), "no JSON object", id="a payload of a list"),
        pytest.param(
            bundle(json.dumps({**STATEMENT, "predicateType": "https://slsa.dev/x"}).encode()),
            "its predicateType is 'https://slsa.dev/x'",
            id="another statement",
        ),
        pytest.param(
            {"dsseEnvelope": {**bundle(b"{}")["dsseEnvelope"], "payload": "§"}},
            "cannot be read",
            id="not base64",
        ),
        pytest.param(
            {"dsseEnvelope": {**bundle(b"{}")["dsseEnvelope"], "payload": 7}},
            "cannot be read",
            id="a payload that is a number",
        ),
    ],
)
def test_anything_else_is_incomplete(
    body: Any, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = file(tmp_path, body)
    assert main(["evidence", "show", str(path), "--format", "json"]) == 3
    said = capsys.readouterr().err
    assert said.startswith(f"goldenpath: {path}: ")
    assert says in said
    assert len(said.splitlines()) == 1
    assert len(said) < 1000


def test_a_file_that_is_too_large_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "BYTES", 100)
    with pytest.raises(IncompleteError, match="it is larger than"):
        reading.read(file(tmp_path, STATEMENT))


def test_a_folder_is_no_record(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evidence", "show", str(tmp_path)]) == 3
    assert "cannot be read" in capsys.readouterr().err


def test_a_hostile_record_stays_in_its_lines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    evil = "\x1b[2J\n::error::x | y\n# z"
    row = {**ROW, "summary": evil, "asks": evil}
    waiver = {**WAIVER, "rule": evil}
    body = predicate(service=evil, stages=[row], waivers=[waiver])
    path = file(tmp_path, {**STATEMENT, "predicate": body})
    text = shown(capsys, path)
    assert not [line for line in text.splitlines() if line.startswith(("::", "#"))]
    assert "\x1b" not in text
    page = shown(capsys, path, "--format", "markdown")
    assert "\x1b" not in page
    assert [line for line in page.splitlines() if line.startswith("#")][1:] == [
        f"## {title}" for title in ("Waivers", "Figures", "Notes", "Versions")
    ]


@pytest.mark.parametrize("command", ["show", "diff"])
def test_the_gate_is_not_for_reading(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evidence", "--gate", command, *["x"] * (1 + (command == "diff"))]) == 2
    assert "--gate judges what was collected" in capsys.readouterr().err
