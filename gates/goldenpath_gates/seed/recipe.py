"""`seed/seed.yaml`: which tables there are, how many rows, and how each column is made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from goldenpath_gates.seed.documents import Document


@dataclass(frozen=True)
class Recipe:
    """`root` is the service: files that the recipe names lie below it."""

    document: Document
    root: Path

    @property
    def seed(self) -> int:
        return int(self.document.body["seed"])

    @property
    def epoch(self) -> datetime:
        return datetime.fromisoformat(self.document.body["epoch"])

    @property
    def tables(self) -> dict[str, dict[str, Any]]:
        tables: dict[str, dict[str, Any]] = self.document.body["tables"]
        return tables


def read(path: Path, root: Path) -> Recipe:
    """Raises UsageError, `path:line:col: seed-... message`."""
    document = Document(path, "seed")
    try:
        datetime.fromisoformat(document.body["epoch"])
    except ValueError as error:
        raise document.wrong("epoch", f"{error}: write a time that there is", "epoch") from None
    return Recipe(document, root)
