"""`pip-audit --format json`, `pip_audit/_format/json.py` of pip-audit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.vulnerabilities.model import ScanReport, Vulnerability
from goldenpath_gates.vulnerabilities.package import pypi

KEY, SCHEMA, NAME, SCANNER = "dependencies", "pip-audit", "pip-audit (JSON)", "pip-audit"


def read(document: Mapping[str, Any], path: str) -> ScanReport:
    rows = document["dependencies"]
    if not rows:
        raise IncompleteError(f"{path}: pip-audit was given no package")
    return ScanReport(
        path,
        SCANNER,
        live=True,
        vulnerabilities=tuple(_vulnerability(row, said) for row in rows for said in _said(row)),
        skipped=tuple((row["name"], row["skip_reason"]) for row in rows if "skip_reason" in row),
    )


def _said(row: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    vulnerabilities: list[Mapping[str, Any]] = row.get("vulns", [])
    return vulnerabilities


def _vulnerability(row: Mapping[str, Any], said: Mapping[str, Any]) -> Vulnerability:
    return Vulnerability(
        said["id"],
        pypi(row["name"], row["version"]),
        "unknown",  # the service tells none
        tuple(said.get("aliases", ())),
        tuple(said["fix_versions"]),
        said.get("description", ""),
        f"https://osv.dev/vulnerability/{said['id']}",
        SCANNER,
    )
