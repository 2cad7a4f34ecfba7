"""`trivy image --format json`, `pkg/types/report.go` of Trivy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.vulnerabilities.model import ScanReport, Vulnerability, severity
from goldenpath_gates.vulnerabilities.package import package

KEY, SCHEMA, NAME, SCANNER = "SchemaVersion", "trivy", "Trivy (JSON)", "trivy"
PACKAGES = ("os-pkgs", "lang-pkgs")


def read(document: Mapping[str, Any], path: str) -> ScanReport:
    results = [row for row in document.get("Results") or () if row.get("Class") in PACKAGES]
    if not results:
        raise IncompleteError(f"{path}: Trivy found no package in what it looked at")
    about = document.get("Metadata") or {}
    digests = (digest.rpartition("@")[2] for digest in about.get("RepoDigests") or ())
    return ScanReport(
        path,
        SCANNER,
        (document.get("Trivy") or {}).get("Version", ""),
        frozenset(filter(None, (about.get("ImageID"), *digests))),
        vulnerabilities=tuple(_vulnerabilities(results)),
    )


def _vulnerabilities(results: Iterable[Mapping[str, Any]]) -> Iterable[Vulnerability]:
    for result in results:
        for row in result.get("Vulnerabilities") or ():
            purl = (row.get("PkgIdentifier") or {}).get("PURL", "")
            # No aliases: `VendorIDs` are advisories, and one of those mends many vulnerabilities.
            yield Vulnerability(
                row["VulnerabilityID"],
                package(purl, row["PkgName"], row["InstalledVersion"]),
                severity(row.get("Severity", "")),
                fixed_in=versions(row.get("FixedVersion", "")),
                title=row.get("Title", ""),
                url=row.get("PrimaryURL", ""),
                scanner=SCANNER,
            )


def versions(text: str) -> tuple[str, ...]:
    """From `1.2.3, 2.0.1`."""
    return tuple(filter(None, (part.strip() for part in text.split(","))))
