"""`grype -o json`, `grype/presenter/models` of Grype."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from goldenpath_gates.vulnerabilities.model import ScanReport, Vulnerability, severity
from goldenpath_gates.vulnerabilities.package import package
from goldenpath_gates.vulnerabilities.reading import moment

KEY, SCHEMA, NAME, SCANNER = "matches", "grype", "Grype (JSON)", "grype"


def read(document: Mapping[str, Any], path: str) -> ScanReport:
    descriptor = document["descriptor"]
    database = descriptor.get("db") or {}
    return ScanReport(
        path,
        SCANNER,
        descriptor.get("version", ""),
        frozenset(_images(document["source"])),
        # Since schema 6 of the database it is the status that tells.
        moment((database.get("status") or database).get("built")),
        vulnerabilities=tuple(map(_vulnerability, document["matches"])),
    )


def _images(source: Mapping[str, Any]) -> Iterable[str]:
    target = source["target"]
    if isinstance(target, str):  # a folder, or another thing that is no image
        return
    named = (digest.rpartition("@")[2] for digest in target.get("repoDigests") or ())
    yield from filter(None, (target.get("manifestDigest"), target.get("imageID"), *named))


def _vulnerability(match: Mapping[str, Any]) -> Vulnerability:
    about, artifact = match["vulnerability"], match["artifact"]
    related = match.get("relatedVulnerabilities") or ()
    fix = about["fix"]
    return Vulnerability(
        about["id"],
        package(artifact.get("purl", ""), artifact["name"], artifact["version"]),
        severity(about.get("severity", "")),
        tuple(row["id"] for row in related if row["id"] != about["id"]),
        tuple(fix.get("versions") or ()) if fix.get("state") == "fixed" else (),
        next(filter(None, (row.get("description") for row in (about, *related))), ""),
        about.get("dataSource", ""),
        SCANNER,
    )
