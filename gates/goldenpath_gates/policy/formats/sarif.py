"""SARIF 2.1.0: what code scanning and editors read."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from goldenpath_gates import library
from goldenpath_gates.policy.rules import Rule
from goldenpath_gates.report import Finding

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVEL = {"low": "note", "medium": "warning", "high": "error", "critical": "error"}
SCORE = {"low": "3.0", "medium": "5.5", "high": "8.0", "critical": "9.5"}
"""What GitHub sorts security findings by: https://docs.github.com/code-security, SARIF support."""


def text(findings: Sequence[Finding], known: Mapping[str, Rule]) -> str:
    ids = sorted({finding.rule for finding in findings})
    driver = {
        "name": "goldenpath policy",
        "version": library.version(),
        "rules": [_rule(id_, known.get(id_)) for id_ in ids],
    }
    results = [_result(finding, known.get(finding.rule)) for finding in findings]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(id_: str, rule: Rule | None) -> dict[str, Any]:
    if rule is None:
        return {"id": id_}
    return {
        "id": id_,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.description or rule.title},
        "help": {"text": rule.remedy},
        "properties": {"security-severity": SCORE[rule.severity], "tags": ["security"]},
    }


def _result(finding: Finding, rule: Rule | None) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "level": LEVEL[rule.severity] if rule else "error",
        "message": {"text": finding.message},
    }
    if finding.path:
        place: dict[str, Any] = {"artifactLocation": {"uri": finding.path}}
        if finding.line:
            place["region"] = {"startLine": finding.line, "startColumn": finding.column or 1}
        result["locations"] = [{"physicalLocation": place}]
    return result
