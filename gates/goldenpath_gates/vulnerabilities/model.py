"""What every scanner's report becomes before anything is judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from goldenpath_gates.vulnerabilities.package import Package

Severity = Literal["critical", "high", "medium", "low", "negligible", "unknown"]
RANKS: dict[Severity, int] = {
    "critical": 4,
    # Nobody has looked yet, which is no reason to believe the best.
    "unknown": 3,
    "high": 3,
    "medium": 2,
    "low": 1,
    "negligible": 0,
}


@dataclass(frozen=True)
class Vulnerability:
    """One in one package. `id` is that of the scanner; `fixed_in` is empty where nobody has
    mended it yet."""

    id: str
    package: Package
    severity: Severity
    aliases: tuple[str, ...] = ()
    fixed_in: tuple[str, ...] = ()
    title: str = ""
    url: str = ""
    scanner: str = ""

    @property
    def ids(self) -> frozenset[str]:
        return frozenset((self.id, *self.aliases))

    @property
    def subject(self) -> str:
        """What a waiver names, such as `CVE-2026-1@pkg:pypi/starlette@0.40.0`."""
        return f"{self.id}@{self.package}"


@dataclass(frozen=True)
class ScanReport:
    """One scanner's. `images` are the digests of what it looked at, `database_built` is in UTC;
    `live` asked a service instead of a database; `skipped` are packages it could not judge, and
    why."""

    path: str
    scanner: str
    version: str = ""
    images: frozenset[str] = frozenset()
    database_built: datetime | None = None
    live: bool = False
    vulnerabilities: tuple[Vulnerability, ...] = ()
    skipped: tuple[tuple[str, str], ...] = ()


def severity(text: str) -> Severity:
    """As Trivy and Grype spell it; every other word is unknown."""
    return next((known for known in RANKS if known == text.lower()), "unknown")


def gravest(severities: Sequence[Severity]) -> Severity:
    """Of several scanners' words for one vulnerability: what is known counts first."""
    known = [each for each in severities if each != "unknown"]
    return max(known, key=RANKS.__getitem__, default="unknown")
