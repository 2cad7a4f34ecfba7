"""JSON that a scanner or somebody of the team wrote, and what may be wrong with it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.report import parsed
from goldenpath_gates.schema import first_violation, packaged

PACKAGE = "goldenpath_gates.vulnerabilities"
MAX_BYTES = 200_000_000
SAID = 400
"""Characters of somebody else's words that a message repeats."""


def read(path: Path, name: str) -> Any:
    """Raises IncompleteError for what is missing, empty, no JSON, or too much of it."""
    try:
        if (size := path.stat().st_size) > MAX_BYTES:
            raise IncompleteError(f"{name}: {size} bytes are too many to judge")
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise IncompleteError(f"{name}: cannot be read: {str(error)[:SAID]}") from None
    if not text.strip():
        raise IncompleteError(f"{name}: the file is empty: whatever wrote it did not end well")
    try:
        return parsed(text)
    except ValueError as error:
        raise IncompleteError(f"{name}: this is no complete JSON: {str(error)[:SAID]}") from None


def violation(document: Any, schema: str) -> str | None:
    """What does not fit one of the schemas of this package."""
    said = first_violation(document, packaged(schema, PACKAGE))
    return said[:SAID] if said else None


def moment(text: str | None) -> datetime | None:
    """In UTC; None for what is no point in time."""
    try:
        said = datetime.fromisoformat(text or "")
        return said.astimezone(UTC) if said.tzinfo else said.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
