"""Extracts: a folder with a CSV or JSON Lines file for each table, read and written by the batch.

Columns rather than rows are handed on: masking a column of thousands at once costs a fraction of
masking one cell after the other.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any, Protocol

from goldenpath_gates import strictjson
from goldenpath_gates.errors import FailedError, UsageError
from goldenpath_gates.seed import csvtext

BATCH = 4096
LONGEST = 1 << 24
"""Characters of a cell."""
FORMS = (".csv", ".jsonl")
ABSENT: Any = object()
"""A JSON object need not have each key."""


@dataclass(frozen=True)
class Batch:
    """`lines` says where each row of the file ends."""

    lines: Sequence[int]
    columns: Sequence[Sequence[Any]]


def found(folder: Path, but: frozenset[str] = frozenset()) -> dict[str, Path]:
    """Table to file. Raises FailedError for a file that is no table: it would be left unmasked."""
    if not folder.is_dir():
        raise UsageError(f"{folder} is no folder: name the one with a file for each table")
    tables: dict[str, Path] = {}
    for path in sorted(folder.iterdir()):
        if path.name in but:
            continue
        if path.suffix not in FORMS or not path.is_file():
            known = " nor ".join(FORMS)
            raise FailedError(f"{path}: masking-file is neither {known}: take it out")
        if path.stem in tables:
            raise FailedError(f"{path}: masking-file is a second file of the table: take one out")
        tables[path.stem] = path
    if not tables:
        raise UsageError(f"{folder} holds no table: put a CSV or JSON Lines file for each there")
    return tables


class Reader(Protocol):
    """`textual` where every cell is a text."""

    names: list[str]
    textual: bool

    def batches(self) -> Iterator[Batch]: ...


class CsvReader:
    """With commas, and the names of the columns first."""

    textual = True

    def __init__(self, path: Path) -> None:
        self._path = path
        csv.field_size_limit(LONGEST)
        with self._opened() as file:
            self.names = next(self._rows(csv.reader(file, strict=True), 1), [[]])[0]
        if len(set(self.names)) < len(self.names) or not all(self.names):
            raise FailedError(f"{path}:1: masking-form a column has no name, or that of another")

    def batches(self) -> Iterator[Batch]:
        with self._opened() as file:
            reader = csv.reader(file, strict=True)
            next(reader, None)
            for rows in self._rows(reader, BATCH):
                yield self._batch(rows, reader.line_num)

    def _opened(self) -> IO[str]:
        return self._path.open(encoding="utf-8-sig", newline="")

    def _batch(self, rows: list[list[str]], last: int) -> Batch:
        if set(map(len, rows)) != {len(self.names)}:
            message = f"a row has not the {len(self.names)} cells of the first: mend the extract"
            raise FailedError(f"{self._path}:{last}: masking-form at or above this line {message}")
        return Batch(range(last - len(rows) + 1, last + 1), list(zip(*rows, strict=True)))

    def _rows(self, reader: Any, count: int) -> Iterator[list[list[str]]]:
        try:
            while rows := list(islice(reader, count)):
                yield rows
        except (csv.Error, UnicodeDecodeError) as error:
            # Of the error only its kind: its text quotes what it could not read.
            said = "is not UTF-8" if isinstance(error, UnicodeDecodeError) else "is no CSV"
            where = f"{self._path}:{reader.line_num + 1}"
            raise FailedError(f"{where}: masking-form this {said}: mend the extract") from None


class JsonlReader:
    """An object in each line; the columns are the keys of all of them, in the order found."""

    textual = False

    def __init__(self, path: Path) -> None:
        self._path = path
        self.names = list(dict.fromkeys(key for _, row in self._rows() for key in row))

    def batches(self) -> Iterator[Batch]:
        rows = self._rows()
        while batch := list(islice(rows, BATCH)):
            lines = [line for line, _ in batch]
            columns = [[row.get(name, ABSENT) for _, row in batch] for name in self.names]
            yield Batch(lines, columns)

    def _rows(self) -> Iterator[tuple[int, dict[str, Any]]]:
        with self._path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                try:
                    row = strictjson.loads(line)
                except ValueError:
                    row = None
                if not isinstance(row, dict):
                    where = f"{self._path}:{number}"
                    raise FailedError(f"{where}: masking-form this is no JSON object: mend it")
                yield number, row


def reader(path: Path) -> Reader:
    return CsvReader(path) if path.suffix == ".csv" else JsonlReader(path)


class Writer(Protocol):
    def write(self, columns: Sequence[Sequence[Any]]) -> None: ...


class CsvWriter:
    def __init__(self, file: IO[str], names: Sequence[str]) -> None:
        self._file = file
        file.write(csvtext.line(names))

    def write(self, columns: Sequence[Sequence[Any]]) -> None:
        """A batch in which nothing is to be quoted is joined at once."""
        rows = len(columns[0])
        joined = "\n".join(map(",".join, zip(*columns, strict=True))) + "\n"
        separators = joined.count(",") == rows * (len(columns) - 1) and joined.count("\n") == rows
        if separators and len(columns) > 1 and '"' not in joined and "\r" not in joined:
            self._file.write(joined)
        else:
            self._file.writelines(map(csvtext.line, zip(*columns, strict=True)))


class JsonlWriter:
    def __init__(self, file: IO[str], names: Sequence[str]) -> None:
        self._file, self._names = file, names

    def write(self, columns: Sequence[Sequence[Any]]) -> None:
        for row in zip(*columns, strict=True):
            pairs = zip(self._names, row, strict=True)
            body = {name: value for name, value in pairs if value is not ABSENT}
            self._file.write(json.dumps(body, ensure_ascii=False) + "\n")


def writer(path: Path, file: IO[str], names: Sequence[str]) -> Writer:
    return CsvWriter(file, names) if path.suffix == ".csv" else JsonlWriter(file, names)
