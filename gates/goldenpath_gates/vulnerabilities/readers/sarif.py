"""SARIF 2.1.0 as Trivy (`pkg/report/sarif.go`) and Grype (`grype/presenter/sarif`) write it.

Both put name, version and fix into text for people only. Neither says how old its database is, and
Grype not which image it saw: whoever hands such a report on adds it, in SARIF's own places."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.vulnerabilities.model import ScanReport, Severity, Vulnerability, severity
from goldenpath_gates.vulnerabilities.package import package
from goldenpath_gates.vulnerabilities.readers.trivy import versions
from goldenpath_gates.vulnerabilities.reading import moment

KEY, SCHEMA, NAME = "runs", "sarif", "SARIF 2.1.0"
Row = Mapping[str, Any]
SCORES: tuple[tuple[float, Severity], ...] = (
    (9.0, "critical"),
    (7.0, "high"),
    (4.0, "medium"),
    (0.1, "low"),
)
"""Least CVSS score of each. Both scanners write 0.0 for a severity that they do not know."""
TRIVY = re.compile(
    r"Package: (?P<name>.+)\nInstalled Version: (?P<version>.*)\nVulnerability (?P<id>.+)\n"
    r"Severity: (?P<severity>.*)\nFixed Version: (?P<fixed>.*)\n"
)
TRIVY_OTHERS = ("Misconfiguration", "Secret", "License")
GRYPE = re.compile(
    r"A \w+ vulnerability in \S+ package: (?P<name>.+), version (?P<version>.*) was found "
)
GRYPE_FIX = re.compile(r"^Fix Version: (.*)$", re.M)


def read(document: Row, path: str) -> ScanReport:
    runs = document["runs"]
    names = {run["tool"]["driver"]["name"].lower() for run in runs}
    scanner = min(names)
    if len(names) > 1 or scanner not in FORMS:
        said = ", ".join(sorted(names))
        raise IncompleteError(f"{path}: this is SARIF of {said}: only Trivy's or Grype's is known")
    found = tuple(
        one for run in runs for result in run["results"] for one in _of(scanner, run, result, path)
    )
    built = [moment(date) for run in runs for date in _databases(run["tool"])]
    return ScanReport(
        path,
        scanner,
        runs[0]["tool"]["driver"].get("version", ""),
        frozenset(digest for run in runs for digest in _images(run)),
        None if None in built else min(filter(None, built), default=None),
        vulnerabilities=found,
    )


def _images(run: Row) -> Iterable[str]:
    about = run.get("properties") or {}
    named = (digest.rpartition("@")[2] for digest in about.get("repoDigests") or ())
    return filter(None, (about.get("imageID"), *named))


def _databases(tool: Row) -> Iterable[str]:
    """A database is a component of the tool, and has a date of release."""
    rows = tool.get("extensions") or ()
    return [row["releaseDateUtc"] for row in rows if "releaseDateUtc" in row]


def _of(scanner: str, run: Row, result: Row, path: str) -> Iterable[Vulnerability]:
    rules = run["tool"]["driver"].get("rules") or ()
    rule: Row = next((rule for rule in rules if rule["id"] == result["ruleId"]), {})
    try:
        yield from FORMS[scanner](rule, result)
    except LookupError:
        raise IncompleteError(
            f"{path}: the result {result['ruleId']} has not the form that {scanner} gives it"
        ) from None


def _trivy(rule: Row, result: Row) -> Iterable[Vulnerability]:
    if rule.get("name") in TRIVY_OTHERS:
        return
    if not (said := TRIVY.match(result["message"]["text"])):
        raise LookupError
    yield Vulnerability(
        said["id"],
        package("", said["name"], said["version"]),
        # Of this package; the rule has that of the first one.
        severity(said["severity"]),
        fixed_in=versions(said["fixed"]),
        title=_title(rule),
        url=rule.get("helpUri", ""),
        scanner="trivy",
    )


def _grype(rule: Row, result: Row) -> Iterable[Vulnerability]:
    if not (said := GRYPE.match(result["message"]["text"])) or not rule:
        raise LookupError
    about = rule.get("properties") or {}
    # One rule stands for all versions of a package, and has the address of the first.
    ours = (package(purl) for purl in about.get("purls") or ())
    plain = package("", said["name"], said["version"])
    fix = GRYPE_FIX.search((rule.get("help") or {}).get("text", ""))
    yield Vulnerability(
        result["ruleId"].removesuffix(f"-{said['name']}"),
        next((one for one in ours if one.version == said["version"]), plain),
        _scored(about.get("security-severity", "")),
        fixed_in=versions(fix[1]) if fix else (),
        title=_title(rule),
        url=rule.get("helpUri", ""),
        scanner="grype",
    )


def _title(rule: Row) -> str:
    text: str = (rule.get("shortDescription") or {}).get("text", "")
    return text


def _scored(score: str) -> Severity:
    try:
        number = float(score)
    except ValueError:
        return "unknown"
    return next((severity for least, severity in SCORES if number >= least), "unknown")


FORMS: Mapping[str, Callable[[Row, Row], Iterable[Vulnerability]]] = {
    "trivy": _trivy,
    "grype": _grype,
}
