"""Data into a database: whole or not at all, and once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from goldenpath_gates.delivery.pace import Progress
from goldenpath_gates.errors import UsageError
from goldenpath_gates.seed.dataset import Dataset

FORMS = "postgresql://USER@HOST:PORT/DATABASE or sqlite:///FILE"


@dataclass(frozen=True)
class Loaded:
    """`changed` is False where the same data was there already."""

    changed: bool
    rows: int
    sha256: str


def load(data: Dataset, target: str, progress: Progress) -> Loaded:
    """Raises UsageError for a target of another kind, IncompleteError where it cannot be reached,
    FailedError where it holds rows that no seed brought: those are left alone."""
    from goldenpath_gates.seed import postgres, sqlite

    try:
        parts = urlsplit(target)
        _ = parts.port
    except ValueError:
        raise UsageError(f"the database's address cannot be read: write {FORMS}") from None
    progress.say(f"loading {', '.join(table.name for table in data.tables)}")
    match parts.scheme:
        case "postgresql" | "postgres":
            changed = postgres.load(data, parts)
        case "sqlite" if not parts.netloc and len(parts.path) > 1:
            # As SQLAlchemy has it: a fourth slash begins an absolute path.
            changed = sqlite.load(data, Path(unquote(parts.path[1:])))
        case _:
            raise UsageError(f"{parts.scheme or 'this'} is no database seeds know: write {FORMS}")
    said = "" if changed else ": were there already"
    progress.say(f"{data.rows} rows, sha256 {data.sha256[:12]}{said}")
    return Loaded(changed, data.rows, data.sha256)
