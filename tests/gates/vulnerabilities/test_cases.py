"""Recorded reports of every form that is known, and the verdict that each has to get."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from goldenpath_gates.policy.waivers import Waiver
from goldenpath_gates.report import Finding
from goldenpath_gates.vulnerabilities import settings

from tests.gates.vulnerabilities.support import CASES, judged, word

FORMS = {
    "grype.json": "grype",
    "trivy.json": "trivy",
    "grype.sarif": "grype",
    "trivy.sarif": "trivy",
    "pip-audit.json": "pip-audit",
}
FOLDERS = sorted(path.parent for path in CASES.glob("*/case.yaml"))
DEMANDED = {
    *("clean", "fixable-critical", "unfixable", "waived", "expired-waiver", "vex-not-affected"),
    *("empty-file", "truncated", "stale-database", "wrong-image", "unlisted-package"),
    *("unreached-high", "reached-high", "unknown-severity"),
}


REPORTS = [path for folder in FOLDERS for form in FORMS if (path := folder / form).exists()]


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_verdict(path: Path) -> None:
    folder, scanner = path.parent, FORMS[path.name]
    wanted = case(folder)
    files = [path.name, "trivy-version.json"] if path.name == "trivy.json" else [path.name]
    outcome = judged(
        folder,
        files,
        settings.parse(wanted.get("settings", {})),
        [waiver(row) for row in wanted.get("waivers", ())],
    )
    assert word(outcome) == wanted["verdict"], outcome
    told(outcome.findings, wanted.get("findings", ()), scanner)
    told(outcome.notes, wanted.get("notes", ()), scanner)
    for said, part in zip(outcome.unjudged, wanted.get("unjudged", ()), strict=True):
        assert said.startswith(path.name)
        assert part.replace("{scanner}", scanner) in said


def case(folder: Path) -> dict[str, Any]:
    said: dict[str, Any] = yaml.safe_load((folder / "case.yaml").read_text("utf-8"))
    return said


def waiver(row: dict[str, Any]) -> Waiver:
    more = {"reason": "the fix is being tried", "owner": "@acme/answers", "path": "policy.yaml"}
    return Waiver(**{**more, **row, "expires": date.fromisoformat(str(row["expires"]))})


def told(findings: tuple[Finding, ...], wanted: list[list[str]], scanner: str) -> None:
    assert [[one.rule, one.path] for one in findings] == [row[:2] for row in wanted]
    for one, (_, _, part) in zip(findings, wanted, strict=True):
        assert part.replace("{scanner}", scanner) in one.message


def test_a_waiver_is_called_unneeded_only_where_all_was_judged() -> None:
    unneeded = waiver({"rule": "scan-vulnerability", "scope": "CVE-1@*", "expires": "2027-01-31"})
    for folder, rules in (("clean", ["waiver-unneeded"]), ("truncated", [])):
        outcome = judged(CASES / folder, ["grype.json"], waivers=[unneeded])
        assert [note.rule for note in outcome.notes] == rules


def test_both_scanners_have_every_case_that_is_demanded() -> None:
    for name in DEMANDED:
        assert {"grype.json", "trivy.json"} <= {path.name for path in (CASES / name).iterdir()}


def test_every_form_is_seen_to_pass_to_fail_and_to_be_incomplete() -> None:
    seen = {(path.name, case(path.parent)["verdict"]) for path in REPORTS}
    assert seen == {(form, word) for form in FORMS for word in ("passed", "failed", "incomplete")}
