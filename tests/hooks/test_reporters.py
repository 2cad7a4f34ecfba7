from __future__ import annotations

import json
from hashlib import sha512
from importlib import metadata
from typing import Any

import pytest
from goldenpath_hooks.findings import Finding, Place, Severity
from goldenpath_hooks.reporters import FORMATS, About, Report

FINDINGS = (
    Finding("prompts/a.prompty", Place(3, 7), "leftover", "a note", "delete it"),
    Finding("prompts/b c.prompty", Place(1, 1), "role-missing", "no user", "", Severity.WARNING),
    Finding("prompts/b c.prompty", Place(9, 2), "owner-missing", "no owner", "", Severity.HOUSE),
)
ABOUT = {"leftover": About("A note was left", "docs/prompt-lint/leftover.md", "# leftover")}
REPORT = Report("prompt-lint", FINDINGS, ABOUT)

TEXT = """\
prompts/a.prompty:3:7: leftover a note, delete it
prompts/b c.prompty:1:1: role-missing (warning) no user
prompts/b c.prompty:9:2: owner-missing no owner
"""

JSON = {
    "tool": "prompt-lint",
    "findings": [
        {
            "path": "prompts/a.prompty",
            "place": {"line": 3, "column": 7},
            "rule": "leftover",
            "message": "a note",
            "remedy": "delete it",
            "severity": "error",
        },
        {
            "path": "prompts/b c.prompty",
            "place": {"line": 1, "column": 1},
            "rule": "role-missing",
            "message": "no user",
            "remedy": "",
            "severity": "warning",
        },
        {
            "path": "prompts/b c.prompty",
            "place": {"line": 9, "column": 2},
            "rule": "owner-missing",
            "message": "no owner",
            "remedy": "",
            "severity": "house",
        },
    ],
}

GITHUB = """\
::error file=prompts/a.prompty,line=3,col=7,title=leftover::a note, delete it
::warning file=prompts/b c.prompty,line=1,col=1,title=role-missing::no user
::error file=prompts/b c.prompty,line=9,col=2,title=owner-missing::no owner
"""


NOISE = sha512(b"noise").hexdigest()
KEYS = (
    "AKIA" + "Q7ZD3WXKPL2MN4RT",
    "sk-proj-" + NOISE[:74] + "T3BlbkFJ" + NOISE[-74:],
)


def issue(description: str, rule: str, path: str, line: int, severity: str) -> dict[str, Any]:
    return {
        "description": description,
        "check_name": rule,
        "severity": severity,
        "location": {"path": path, "lines": {"begin": line}},
    }


GITLAB = [
    issue("a note, delete it", "leftover", "prompts/a.prompty", 3, "major"),
    issue("no user", "role-missing", "prompts/b c.prompty", 1, "minor"),
    issue("no owner", "owner-missing", "prompts/b c.prompty", 9, "major"),
]


def result(rule: str, level: str, text: str, uri: str, line: int, column: int) -> dict[str, Any]:
    region = {"startLine": line, "startColumn": column}
    return {
        "ruleId": rule,
        "level": level,
        "message": {"text": text},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri}, "region": region}}],
    }


SARIF = {
    "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
    "version": "2.1.0",
    "runs": [
        {
            "tool": {
                "driver": {
                    "name": "prompt-lint",
                    "version": metadata.version("goldenpath"),
                    "rules": [
                        {
                            "id": "leftover",
                            "shortDescription": {"text": "A note was left"},
                            "help": {"text": "A note was left", "markdown": "# leftover"},
                            "properties": {"page": "docs/prompt-lint/leftover.md"},
                        }
                    ],
                }
            },
            "columnKind": "unicodeCodePoints",
            "results": [
                result("leftover", "error", "a note, delete it", "prompts/a.prompty", 3, 7),
                result("role-missing", "warning", "no user", "prompts/b%20c.prompty", 1, 1),
                result("owner-missing", "error", "no owner", "prompts/b%20c.prompty", 9, 2),
            ],
        }
    ],
}


def test_text() -> None:
    assert FORMATS["text"](REPORT) == TEXT


def test_json() -> None:
    assert json.loads(FORMATS["json"](REPORT)) == JSON


def test_github() -> None:
    assert FORMATS["github"](REPORT) == GITHUB


def test_gitlab() -> None:
    issues = json.loads(FORMATS["gitlab"](REPORT))
    assert len({issue.pop("fingerprint") for issue in issues}) == 3
    assert issues == GITLAB


def test_sarif() -> None:
    log = json.loads(FORMATS["sarif"](REPORT))
    results = log["runs"][0]["results"]
    assert len({r.pop("partialFingerprints")["goldenpath/v1"] for r in results}) == 3
    assert log == SARIF


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("key", KEYS)
def test_no_form_shows_a_key(form: str, key: str) -> None:
    finding = Finding("a", Place(), "r", f"version is {key!r}, not {key}", f"remove {key}")
    written = FORMATS[form](Report("t", (finding,)))
    assert key[:8] not in written
    assert written.count(f"{key[:4]}...") == 3


@pytest.mark.parametrize("form", FORMATS)
def test_nothing_found_is_a_report_too(form: str) -> None:
    written = FORMATS[form](Report("prompt-lint", ()))
    assert written == "" if form in ("text", "github") else json.loads(written) is not None


@pytest.mark.parametrize(
    ("path", "message", "expected"),
    [
        ("a,b:c.py", "x", "::error file=a%2Cb%3Ac.py,line=1,col=1,title=r::x"),
        ("a", "100 %\n::error::no", "::error file=a,line=1,col=1,title=r::100 %25%0A::error::no"),
        ("a\r\n::b", "x", "::error file=a%0D%0A%3A%3Ab,line=1,col=1,title=r::x"),
    ],
)
def test_github_reads_no_command_out_of_a_file(path: str, message: str, expected: str) -> None:
    finding = Finding(path, Place(), "r", message)
    assert FORMATS["github"](Report("t", (finding,))) == f"{expected}\n"


def fingerprints(*findings: Finding) -> list[str]:
    report = json.loads(FORMATS["gitlab"](Report("t", findings)))
    return [issue["fingerprint"] for issue in report]


def test_a_fingerprint_stays_when_the_line_moves() -> None:
    here, there = (Finding("a", Place(line), "r", "m") for line in (1, 50))
    assert fingerprints(here) == fingerprints(there)


def test_two_findings_of_one_kind_have_two_fingerprints() -> None:
    first, second = fingerprints(Finding("a", Place(1), "r", "m"), Finding("a", Place(2), "r", "m"))
    assert first != second


@pytest.mark.parametrize("form", FORMATS)
def test_a_name_that_is_no_utf_8_can_be_reported(form: str) -> None:
    finding = Finding("a\udcff", Place(), "r", "m")
    assert FORMATS[form](Report("t", (finding,)))


def test_sarif_writes_a_path_as_a_uri() -> None:
    finding = Finding("a\udcff ü#?.py", Place(), "r", "m")
    log = json.loads(FORMATS["sarif"](Report("t", (finding,))))
    location = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"] == "a%FF%20%C3%BC%23%3F.py"
