from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
from goldenpath_gates import report
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.report import Excuse, Figure, Finding, Report, Verdict, judge
from goldenpath_gates.schema import packaged

from tests.gates.support import a_report, violation

GOOD = a_report().to_json()
WAIVED = Finding("r", "m", "a.py", 3, waiver=Excuse("@acme/ai", "2027-01-31", "until the move"))
FIGURES = (Figure("tests", 3), Figure("coverage", 84.5, "%", ">= 85", False))
FINDINGS = (Finding("E501", "line too long", "src/a.py", 3, 101), Finding("rule", "no place"))


@pytest.mark.parametrize(
    "written",
    [
        a_report(),
        a_report(verdict="failed", figures=FIGURES, findings=FINDINGS, artifacts=("reports/x",)),
        a_report(notes=(*FINDINGS, WAIVED)),
        a_report(verdict="incomplete", commit=None, summary="\u00fc \u2603 `|` \n"),
        a_report(verdict="error", summary=""),
    ],
)
def test_round_trip(written: Report, tmp_path: Path) -> None:
    path = written.write(tmp_path)
    assert path == tmp_path / "reports" / "unit.json"
    assert report.read(path) == written
    assert violation(json.loads(path.read_text(encoding="utf-8")), "report") is None


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"version": 2}, "version: "),
        ({"stage": "../unit"}, "stage: "),
        ({"verdict": "not run"}, "verdict: "),
        ({"verdict": "PASSED"}, "verdict: "),
        ({"summary": None}, "summary: "),
        ({"duration_s": -1}, "duration_s: "),
        ({"duration_s": math.nan}, "duration_s: "),
        ({"commit": "HEAD"}, "commit: "),
        ({"figures": [{"name": "x"}]}, "figures[0]: "),
        ({"figures": [{"name": "x", "value": "1"}]}, "figures[0].value: "),
        ({"figures": [{"name": "x", "value": math.inf}]}, "figures[0].value: "),
        ({"figures": [{"name": "x", "value": 10**400}]}, "figures[0].value: "),
        ({"figures": [{"name": "x", "value": 1, "passed": "yes"}]}, "figures[0].passed: "),
        ({"findings": [{"rule": "x"}]}, "findings[0]: "),
        ({"findings": [{"rule": "x", "message": "y", "line": 0}]}, "findings[0].line: "),
        ({"notes": [{"rule": "x"}]}, "notes[0]: "),
        ({"notes": [{"rule": "x", "message": "y", "waiver": {}}]}, "notes[0].waiver: "),
        ({"artifacts": [1]}, "artifacts[0]: "),
        ({"approved": True}, "top level: "),
        ({"summary": "half a \ud800 pair"}, "cannot be read: "),
    ],
)
def test_a_tampered_report_is_incomplete(
    changes: dict[str, Any], says: str, tmp_path: Path
) -> None:
    path = tmp_path / "unit.json"
    path.write_text(json.dumps({**GOOD, **changes}), encoding="utf-8")
    with pytest.raises(IncompleteError) as error:
        report.read(path)
    assert str(error.value).startswith(f"{path}: ")
    assert says in str(error.value)


@pytest.mark.parametrize("key", sorted(GOOD))
def test_a_report_without_one_of_its_keys_is_incomplete(key: str, tmp_path: Path) -> None:
    path = tmp_path / "unit.json"
    path.write_text(json.dumps({k: v for k, v in GOOD.items() if k != key}), encoding="utf-8")
    with pytest.raises(IncompleteError, match=f'"{key}" is a required property'):
        report.read(path)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"passed", id="not json"),
        pytest.param(b"[]", id="a list"),
        pytest.param(b"null", id="null"),
        pytest.param(b'"\xff"', id="not utf-8"),
        pytest.param(b"[" * 900 + b"]" * 900, id="deep"),
        pytest.param(b"[" * 100_000, id="endless"),
        pytest.param(b"1" * 5_000, id="a number without end"),
        pytest.param(json.dumps(GOOD).encode()[:-1], id="cut short"),
    ],
)
def test_anything_but_a_report_is_incomplete(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "unit.json"
    path.write_bytes(content)
    with pytest.raises(IncompleteError):
        report.read(path)


def test_a_missing_report_is_incomplete(tmp_path: Path) -> None:
    with pytest.raises(IncompleteError, match="cannot be read"):
        report.read(tmp_path / "unit.json")


def test_text_beyond_the_limits_is_cut_and_the_report_still_counts(tmp_path: Path) -> None:
    long = "x" * 30_000
    written = a_report(
        verdict="failed",
        summary=long,
        figures=(Figure(long, 1),),
        findings=(Finding(long, long, long, 1),),
        notes=(Finding("r", "m", waiver=Excuse(long, "2027-01-31", long)),),
    )
    read = report.read(written.write(tmp_path))
    assert read.verdict == "failed"
    assert (len(read.summary), len(read.findings[0].message)) == (2000, 20_000)


def test_the_limits_are_those_of_the_published_schema() -> None:
    top = packaged("report")["properties"]
    figure, finding = (top[k]["items"]["properties"] for k in ("figures", "findings"))
    waiver = finding["waiver"]["properties"]
    assert {
        "summary": top["summary"]["maxLength"],
        "name": figure["name"]["maxLength"],
        **{key: finding[key]["maxLength"] for key in ("rule", "message", "path")},
        **{key: waiver[key]["maxLength"] for key in ("owner", "reason")},
    } == report.LIMITS


@pytest.mark.parametrize(
    ("figures", "findings", "verdict"),
    [
        ((), (), "passed"),
        ((Figure("x", 1),), (), "passed"),
        ((Figure("x", 1, None, "= 1", True),), (), "passed"),
        ((Figure("x", 1, None, "= 1", True), Figure("y", 1, None, "= 0", False)), (), "failed"),
        ((), FINDINGS, "failed"),
    ],
)
def test_judge(
    figures: tuple[Figure, ...], findings: tuple[Finding, ...], verdict: Verdict
) -> None:
    assert judge("said", iter(figures), iter(findings)).verdict == verdict


@pytest.mark.parametrize(
    ("verdict", "code"), [("passed", 0), ("failed", 1), ("incomplete", 3), ("error", 4)]
)
def test_exit_codes(verdict: Verdict, code: int) -> None:
    assert a_report(verdict=verdict).exit_code == code


@pytest.mark.parametrize(
    ("finding", "expected"),
    [
        (Finding("r", "m"), "r m"),
        (Finding("r", "m", "a.py"), "a.py: r m"),
        (Finding("r", "m", "a.py", 3), "a.py:3: r m"),
        (Finding("r", "m", "a.py", 3, 7), "a.py:3:7: r m"),
        (WAIVED, "a.py:3: r m; waived by @acme/ai until 2027-01-31: until the move"),
    ],
)
def test_a_finding_reads_as_one_line(finding: Finding, expected: str) -> None:
    assert str(finding) == expected


def test_the_folder_of_a_stage_is_emptied_but_for_its_log(tmp_path: Path) -> None:
    """The log of a run with several stages is open by then, and is shown when the stage fails."""
    folder = tmp_path / "reports/unit"
    (folder / "old").mkdir(parents=True)
    (folder / "old/file").write_text("")
    (folder / "junit.xml").write_text("")
    (folder / "link").symlink_to(tmp_path)
    (folder / report.LOG).write_text("said")
    assert report.emptied(tmp_path, "unit") == folder
    assert [path.name for path in folder.iterdir()] == [report.LOG]
    assert report.emptied(tmp_path, "new").is_dir()
