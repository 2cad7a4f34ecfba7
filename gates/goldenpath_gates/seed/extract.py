"""Masked tables as data to load: only those that were checked."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from goldenpath_gates.errors import FailedError
from goldenpath_gates.seed.dataset import Column, Dataset, Row, Table
from goldenpath_gates.seed.masking import manifest, masks, tables
from goldenpath_gates.seed.masking.rules import NAME


def verified(folder: Path) -> Dataset:
    """Raises FailedError unless `seed verify` found nothing in exactly these files. What is empty
    becomes null. A database that has the tables reads the texts by the types it has."""
    found = tables.found(folder, but=frozenset({manifest.NAME}))
    names = manifest.require(folder, found)
    return Dataset(tuple(_table(name, found[name]) for name in names), masked=True)


def _table(name: str, path: Path) -> Table:
    reader = tables.reader(path)
    for one in (name, *reader.names):
        if not NAME.fullmatch(one):
            raise FailedError(f"{path}: seed-name {one!r} is no name for SQL: rename it")
    return Table(name, tuple(map(Column, reader.names)), partial(_rows, path))


def _rows(path: Path) -> Iterator[Row]:
    for batch in tables.reader(path).batches():
        texts = [[masks.plain(value) or None for value in column] for column in batch.columns]
        yield from zip(*texts, strict=True)
