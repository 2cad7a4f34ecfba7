"""A SQLite file, where there is no database server."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from goldenpath_gates.errors import FailedError, IncompleteError
from goldenpath_gates.seed.dataset import Dataset, Table, Value, text
from goldenpath_gates.seed.sql import BOOK, FOREIGN_ROWS, definition, quoted

PATIENCE_S = 30.0
MAKE_BOOK = f"""create table if not exists {BOOK} (
  table_name text primary key, sha256 text not null, made boolean not null
)"""


def load(data: Dataset, path: Path) -> bool:
    """Whether something changed; the same steps as the script for psql."""
    try:
        with closing(sqlite3.connect(path, PATIENCE_S, isolation_level=None)) as database:
            database.execute("pragma foreign_keys = on")
            database.execute("begin immediate")
            with database:
                return _loaded(data, database)
    except sqlite3.IntegrityError as error:
        raise FailedError(f"seed-refused {path}: {error}: nothing was changed") from None
    except sqlite3.Error as error:
        raise IncompleteError(f"{path} cannot be used as a SQLite database: {error}") from None


def _loaded(data: Dataset, database: sqlite3.Connection) -> bool:
    database.execute(MAKE_BOOK)
    book = database.execute(f"select table_name, sha256, made from {BOOK}").fetchall()  # noqa: S608
    if book and all(row[1] == data.sha256 for row in book):
        return False
    for name, _, made in reversed(book):  # what refers goes before what it refers to
        if made:
            database.execute(f"drop table if exists {quoted(name)}")
        elif _is_there(database, name):
            database.execute(f"delete from {quoted(name)}")  # noqa: S608
    database.execute(f"delete from {BOOK}")  # noqa: S608
    for table in data.tables:
        made = _made(table, database)
        database.execute(f"insert into {BOOK} values (?, ?, ?)", (table.name, data.sha256, made))  # noqa: S608
        _insert(table, database)
    return True


def _is_there(database: sqlite3.Connection, name: str) -> bool:
    query = "select 1 from sqlite_schema where type = 'table' and name = ?"
    return database.execute(query, (name,)).fetchone() is not None


def _made(table: Table, database: sqlite3.Connection) -> bool:
    name = quoted(table.name)
    if not _is_there(database, table.name):
        columns = ", ".join(map(definition, table.columns))
        database.execute(f"create table {name} ({columns})")
        return True
    if database.execute(f"select 1 from {name} limit 1").fetchone():  # noqa: S608
        said = f"table {table.name} {FOREIGN_ROWS}"
        remedy = "nothing was changed, name an empty database"
        raise FailedError(f"seed-foreign the database is not for seeds: {said}; {remedy}")
    return False


def _insert(table: Table, database: sqlite3.Connection) -> None:
    names = ", ".join(quoted(column.name) for column in table.columns)
    places = ", ".join("?" * len(table.columns))
    statement = f"insert into {quoted(table.name)} ({names}) values ({places})"  # noqa: S608
    database.executemany(statement, _rows(table))


def _rows(table: Table) -> Iterator[tuple[str | int | None, ...]]:
    for row in table.rows():
        yield tuple(map(_stored, row))


def _stored(value: Value) -> str | int | None:
    return text(value) if isinstance(value, datetime | Decimal) else value
