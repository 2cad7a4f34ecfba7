"""`[vulnerabilities]` of `goldenpath.toml`: what blocks, and what nobody is stopped by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from goldenpath_gates.vulnerabilities.model import Severity


@dataclass(frozen=True)
class Vulnerabilities:
    """`severity` and `severity_unreached` are the least that block, in what the service reaches
    and in what only lies in its image. `vex` and `reports` are patterns below the service."""

    severity: Severity = "high"
    severity_unreached: Severity = "critical"
    unfixable: Literal["note", "block"] = "note"
    database_days: int = 5
    vex: tuple[str, ...] = ("vex/*.openvex.json",)
    reports: tuple[str, ...] = ()
    private: tuple[str, ...] = ()


def parse(table: Mapping[str, Any]) -> Vulnerabilities:
    """From a table that fits the schema of `goldenpath.toml`."""
    values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in table.items()}
    return Vulnerabilities(**values)
