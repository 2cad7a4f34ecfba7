"""Findings in the forms that people and forges read. Paths in them are relative to where we run."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from typing import Any, NamedTuple

from goldenpath_hooks.findings import Finding, Severity, masked


class About(NamedTuple):
    """A rule as a report describes it; `page` is a path in this project, `help` its Markdown."""

    title: str
    page: str
    help: str = ""


@dataclass(frozen=True)
class Report:
    tool: str
    found: Sequence[Finding]
    rules: Mapping[str, About] = field(default_factory=dict)

    @cached_property
    def findings(self) -> Sequence[Finding]:
        """What every form shows: no message quotes a key."""
        return [
            replace(finding, message=masked(finding.message), remedy=masked(finding.remedy))
            for finding in self.found
        ]


def text(report: Report) -> str:
    return "".join(f"{finding}\n" for finding in report.findings)


def as_json(report: Report) -> str:
    findings = [asdict(finding) for finding in report.findings]
    return _dump({"tool": report.tool, "findings": findings})


def github(report: Report) -> str:
    """Workflow commands: GitHub shows each as an annotation on the line."""
    return "".join(_command(finding) for finding in report.findings)


def _command(finding: Finding) -> str:
    properties = {
        "file": finding.path,
        "line": str(finding.place.line),
        "col": str(finding.place.column),
        "title": finding.rule,
    }
    written = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{_level(finding)} {written}::{_data(_sentence(finding))}\n"


def _data(value: str) -> str:
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str) -> str:
    return _data(value).replace(":", "%3A").replace(",", "%2C")


def gitlab(report: Report) -> str:
    """The Code Quality report of GitLab."""
    return _dump(
        [
            {
                "description": _sentence(finding),
                "check_name": finding.rule,
                "fingerprint": fingerprint,
                "severity": "minor" if finding.severity is Severity.WARNING else "major",
                "location": {"path": finding.path, "lines": {"begin": finding.place.line}},
            }
            for finding, fingerprint in _fingerprints(report.findings)
        ]
    )


def sarif(report: Report) -> str:
    """SARIF 2.1.0, the form of GitHub code scanning."""
    from importlib import metadata  # slow, and this form is asked for in pipelines only

    driver = {
        "name": report.tool,
        "version": metadata.version("goldenpath"),
        "rules": [_sarif_rule(rule, about) for rule, about in report.rules.items()],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_sarif_result(*pair) for pair in _fingerprints(report.findings)],
    }
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    return _dump({"$schema": schema, "version": "2.1.0", "runs": [run]})


def _sarif_rule(rule: str, about: About) -> dict[str, Any]:
    return {
        "id": rule,
        "shortDescription": {"text": about.title},
        "help": {"text": about.title, "markdown": about.help or about.title},
        # Not helpUri, which must be absolute: whoever forks the project has another address.
        "properties": {"page": about.page},
    }


def _sarif_result(finding: Finding, fingerprint: str) -> dict[str, Any]:
    from urllib.parse import quote_from_bytes

    place = {"startLine": finding.place.line, "startColumn": finding.place.column}
    uri = quote_from_bytes(os.fsencode(finding.path.replace(os.sep, "/")))
    location = {"artifactLocation": {"uri": uri}, "region": place}
    return {
        "ruleId": finding.rule,
        "level": _level(finding),
        "message": {"text": _sentence(finding)},
        "locations": [{"physicalLocation": location}],
        "partialFingerprints": {"goldenpath/v1": fingerprint},
    }


def _fingerprints(findings: Sequence[Finding]) -> Iterator[tuple[Finding, str]]:
    """Without the line, so that a finding stays the same one when text above it grows."""
    from hashlib import sha256

    seen: Counter[tuple[str, str, str]] = Counter()
    for finding in findings:
        identity = (finding.path, finding.rule, finding.message)
        source = json.dumps((*identity, seen[identity]))
        seen[identity] += 1
        yield finding, sha256(source.encode()).hexdigest()


def _level(finding: Finding) -> str:
    return "warning" if finding.severity is Severity.WARNING else "error"


def _sentence(finding: Finding) -> str:
    return ", ".join(part for part in (finding.message, finding.remedy) if part)


def _dump(value: Any) -> str:
    return json.dumps(value, indent=2) + "\n"


FORMATS: dict[str, Callable[[Report], str]] = {
    "text": text,
    "json": as_json,
    "sarif": sarif,
    "github": github,
    "gitlab": gitlab,
}
