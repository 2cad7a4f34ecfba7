"""`trivy version --format json`, the only place where Trivy tells the age of its database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from goldenpath_gates.vulnerabilities.reading import moment

KEY, SCHEMA, NAME = "Version", "trivy-version", "trivy version (JSON)"


def read(document: Mapping[str, Any], path: str) -> datetime | None:
    return moment((document.get("VulnerabilityDB") or {}).get("UpdatedAt"))
