"""GitLab's code quality report: findings in the merge request."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

from goldenpath_gates.policy.rules import Rule
from goldenpath_gates.report import Finding

SEVERITY = {"low": "minor", "medium": "major", "high": "critical", "critical": "blocker"}


def text(findings: Sequence[Finding], known: Mapping[str, Rule]) -> str:
    return json.dumps([_row(finding, known.get(finding.rule)) for finding in findings], indent=2)


def _row(finding: Finding, rule: Rule | None) -> dict[str, object]:
    identity = f"{finding.rule}\0{finding.path}\0{finding.message}"
    return {
        "check_name": finding.rule,
        "description": finding.message,
        "fingerprint": hashlib.sha256(identity.encode()).hexdigest(),
        "severity": SEVERITY[rule.severity] if rule else "major",
        "location": {"path": finding.path or "", "lines": {"begin": finding.line or 1}},
    }
