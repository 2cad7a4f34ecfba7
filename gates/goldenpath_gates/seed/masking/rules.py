"""`seed/masking.yaml`: what becomes of each column of an extract."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from goldenpath_gates.errors import FailedError
from goldenpath_gates.seed.documents import Document

NAME = re.compile("[A-Za-z_][A-Za-z0-9_]{0,62}")
Kind = Literal[
    "keep",
    "drop",
    "hash",
    "uuid",
    "email",
    "phone",
    "name",
    "text",
    "date",
    "number",
    "rare",
]


@dataclass(frozen=True)
class Rule:
    """`by` and `days` are of a date, `step` and `most` of a number, `least` of a rare value."""

    mask: Kind
    by: str = ""
    days: int = 0
    step: int = 0
    most: int | None = None
    least: int = 0


@dataclass(frozen=True)
class Rules:
    path: Path
    sha256: str
    tables: Mapping[str, Mapping[str, Rule]]

    def of(self, table: str) -> Mapping[str, Rule]:
        if table not in self.tables:
            remedy = f"say in {self.path} what becomes of it, or take it out of the extract"
            raise FailedError(f"masking-table no rule knows the table {table}: {remedy}")
        return self.tables[table]

    def require(self, table: str, columns: list[str], where: str) -> None:
        """Raises FailedError for a column without a rule: nothing passes by accident."""
        rules = self.of(table)
        for number, column in enumerate(columns, start=1):
            if column not in rules:
                # Where a file has no header, its first line is somebody.
                header = NAME.fullmatch(column) and not rules.keys().isdisjoint(columns)
                said = repr(column) if header else f"number {number}, not named here,"
                remedy = f"say in {self.path} what becomes of it, `drop` where nobody needs it"
                raise FailedError(f"{where}: masking-column {said} has no rule: {remedy}")
        for column in columns:
            if (by := rules[column].by) and by not in columns:
                message = f"column {column!r} is shifted by {by!r}, which is not there: add it"
                raise FailedError(f"{where}: masking-by {message}")


def read(path: Path) -> Rules:
    """Raises UsageError, `path:line:col: masking-... message`."""
    document = Document(path, "masking")
    tables = {
        table: {column: _rule(given) for column, given in columns.items()}
        for table, columns in document.body["tables"].items()
    }
    for table, rules in tables.items():
        for column, rule in rules.items():
            if rule.by and rule.by not in rules:
                message = f"{table} has no column {rule.by}: name the one of its entity"
                raise document.wrong("by", message, "tables", table, column, "by")
            parent = (
                tables.get(f"{column.removesuffix('_id')}s", {}) if column[-3:] == "_id" else {}
            )
            if "id" in parent and parent["id"].mask != rule.mask:
                message = f"it refers to an id that is masked as {parent['id'].mask}: do the same"
                raise document.wrong("join", message, "tables", table, column)
    return Rules(path, hashlib.sha256(document.text.encode()).hexdigest(), tables)


def _rule(given: Any) -> Rule:
    return Rule(**given) if isinstance(given, dict) else Rule(given)
