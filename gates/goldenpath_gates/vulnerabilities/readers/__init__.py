"""One reader per form of report; which one it is, the report says itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.vulnerabilities import reading
from goldenpath_gates.vulnerabilities.model import ScanReport
from goldenpath_gates.vulnerabilities.readers import grype, pip_audit, sarif, trivy, trivy_version


class Reader(Protocol):
    KEY: str
    """A member that only this form has."""
    SCHEMA: str
    NAME: str

    def read(self, document: Any, path: str) -> ScanReport | datetime | None:
        """From a document that fits the schema: a report, or when Trivy's database was built."""


READERS: tuple[Reader, ...] = (trivy, grype, sarif, pip_audit, trivy_version)


@dataclass
class Read:
    """`problems` says which files could not be read, and why."""

    reports: list[ScanReport] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def read(root: Path, paths: Iterable[Path]) -> Read:
    """Trivy's report does not know its database: its date comes from the file beside it that says
    what `trivy version` said."""
    all_ = Read()
    built: list[datetime | None] = []
    for path in paths:
        name = path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
        try:
            said = read_one(path, name)
        except IncompleteError as error:
            all_.problems.append(str(error))
            continue
        if isinstance(said, ScanReport):
            all_.reports.append(said)
        else:
            built.append(said)
    date = None if None in built else min(filter(None, built), default=None)
    all_.reports = [
        replace(report, database_built=date)
        if report.scanner == trivy.SCANNER and report.database_built is None
        else report
        for report in all_.reports
    ]
    return all_


def read_one(path: Path, name: str) -> ScanReport | datetime | None:
    """Raises IncompleteError for what is no report, or one of a form that nobody knows here."""
    document = reading.read(path, name)
    keys = document if isinstance(document, dict) else {}
    reader = next((reader for reader in READERS if reader.KEY in keys), None)
    if reader is None:
        known = ", ".join(reader.NAME for reader in READERS)
        raise IncompleteError(f"{name}: this is none of the reports that are known here: {known}")
    if violation := reading.violation(document, reader.SCHEMA):
        raise IncompleteError(f"{name}: this is no report of {reader.NAME}: {violation}")
    return reader.read(document, name)
