"""Tables with rows, wherever they come from: what is written, loaded and packed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import cached_property
from typing import Literal

Value = str | int | Decimal | datetime | None
Row = tuple[Value, ...]
Type = Literal["uuid", "text", "bigint", "numeric", "timestamptz"]
"""As PostgreSQL calls it."""

NULL = r"\N"
ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


@dataclass(frozen=True)
class Column:
    """`refers` is the table whose `id` it holds."""

    name: str
    type: Type = "text"
    required: bool = False
    refers: str | None = None


@dataclass(frozen=True)
class Table:
    """`rows` begins anew at each call. A column named id of type uuid is the key."""

    name: str
    columns: tuple[Column, ...]
    rows: Callable[[], Iterator[Row]]


@dataclass(frozen=True)
class Dataset:
    """In the order in which it can be loaded: what is referred to comes first. `masked` says that
    the rows were people's once."""

    tables: tuple[Table, ...]
    masked: bool = False

    @property
    def sha256(self) -> str:
        """Of the structure and each row."""
        return self._read[0]

    @property
    def rows(self) -> int:
        return self._read[1]

    @cached_property
    def _read(self) -> tuple[str, int]:
        digest, rows = hashlib.sha256(), 0
        for table in self.tables:
            digest.update(f"{table.name}\0{table.columns}\0".encode())
            for row in table.rows():
                digest.update(copied(row))
                rows += 1
        return digest.hexdigest(), rows


def text(value: Value) -> str:
    """Nothing for null, as CSV has it."""
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return "" if value is None else str(value)


def copied(row: Row) -> bytes:
    """A line of PostgreSQL's COPY, in its text format."""
    cells = (NULL if value is None else text(value).translate(ESCAPES) for value in row)
    return ("\t".join(cells) + "\n").encode()
