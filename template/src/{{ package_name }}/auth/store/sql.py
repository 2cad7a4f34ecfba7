"""Remembers in PostgreSQL, for all instances. Each change is one statement, and so a transaction.

`python -m <package>.auth.store migrate` makes the table; see `tables`.
"""

import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, Self

from sqlalchemy import URL, ColumnElement, Row, delete, make_url, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from . import Conflict, Record, Unavailable
from .encoding import body_text, escaped, parsed_body, require_short, unescaped
from .tables import RECORDS

PATIENCE_SECONDS = 3
MOST_CONNECTIONS = 10
SWEEP_SECONDS = 60
SWEPT_AT_ONCE = 1000
PATIENT = {
    "connect_timeout": PATIENCE_SECONDS,
    "tcp_user_timeout": PATIENCE_SECONDS * 1000,
    "options": f"-c statement_timeout={PATIENCE_SECONDS * 1000}",
}

log = logging.getLogger(__name__)


class SqlStore:
    def __init__(self, engine: AsyncEngine, now: Callable[[], float] = time.time) -> None:
        """`engine` commits each statement."""
        self._engine = engine
        self._now = now
        self._swept = now()

    @classmethod
    def of(cls, url: str, now: Callable[[], float] = time.time) -> Self:
        """Raise ArgumentError for what is no URL; nothing is connected yet."""
        engine = create_async_engine(
            database_url(url),
            isolation_level="AUTOCOMMIT",
            pool_size=MOST_CONNECTIONS,
            max_overflow=0,
            pool_timeout=PATIENCE_SECONDS,
            pool_pre_ping=True,  # connections do not survive a database that is replaced
            hide_parameters=True,
            connect_args=PATIENT,
        )
        return cls(engine, now)

    async def read(self, kind: str, id: str) -> Record | None:
        query = select(RECORDS).where(self._is(kind, id), self._lives())
        async with self._connected() as connection:
            row = (await connection.execute(query)).first()
        return _record(row) if row else None

    async def write(self, record: Record) -> Record:
        require_short(record)
        written = replace(record, version=record.version + 1)
        values: dict[str, Any] = {
            "owner": escaped(record.owner),
            "body": body_text(record),
            "expires_at": record.expires_at,
            "version": written.version,
        }
        statement = self._change(record, values) if record.version else self._make(record, values)
        async with self._connected() as connection:
            if (await connection.execute(statement)).first() is None:
                raise Conflict
            await self._sweep(connection)
        return written

    async def remove(self, kind: str, id: str) -> bool:
        statement = delete(RECORDS).where(self._is(kind, id), self._lives())
        async with self._connected() as connection:
            return (await connection.execute(statement.returning(RECORDS.c.id))).first() is not None

    async def owned(self, kind: str, owner: str) -> list[Record]:
        mine = (RECORDS.c.kind == kind, RECORDS.c.owner == escaped(owner))
        async with self._connected() as connection:
            rows = (await connection.execute(select(RECORDS).where(*mine, self._lives()))).all()
        return sorted(map(_record, rows), key=lambda record: record.id)

    async def close(self) -> None:
        await self._engine.dispose()

    def _make(self, record: Record, values: dict[str, Any]) -> Any:
        """In the place of one that has expired, or where there is none."""
        new = {"kind": record.kind, "id": escaped(record.id), **values}
        statement = insert(RECORDS).values(new)
        return statement.on_conflict_do_update(
            constraint=RECORDS.primary_key, set_=values, where=RECORDS.c.expires_at <= self._now()
        ).returning(RECORDS.c.version)

    def _change(self, record: Record, values: dict[str, Any]) -> Any:
        same = RECORDS.c.version == record.version
        mine = (self._is(record.kind, record.id), same, self._lives())
        return update(RECORDS).where(*mine).values(values).returning(RECORDS.c.version)

    def _is(self, kind: str, id: str) -> ColumnElement[bool]:
        return tuple_(RECORDS.c.kind, RECORDS.c.id) == tuple_(kind, escaped(id))

    def _lives(self) -> ColumnElement[bool]:
        return or_(RECORDS.c.expires_at.is_(None), RECORDS.c.expires_at > self._now())

    async def _sweep(self, connection: AsyncConnection) -> None:
        """Now and then, and never more than the one who waits for it should notice."""
        if self._now() - self._swept < SWEEP_SECONDS:
            return
        self._swept = self._now()
        ended = RECORDS.c.expires_at <= self._now()
        some = select(RECORDS.c.kind, RECORDS.c.id).where(ended).limit(SWEPT_AT_ONCE)
        free = some.with_for_update(skip_locked=True)
        key = tuple_(RECORDS.c.kind, RECORDS.c.id)
        try:
            await connection.execute(delete(RECORDS).where(key.in_(free), ended))
        except SQLAlchemyError as error:  # what was asked for is written, and there is a next time
            why = type(error).__name__
            log.warning("what has expired is not swept", extra={"fields": {"why": why}})

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[AsyncConnection]:
        try:
            async with self._engine.connect() as connection:
                yield connection
        except (SQLAlchemyError, OSError) as error:
            why = type(getattr(error, "orig", None) or error).__name__
            log.warning("the store does not answer", extra={"fields": {"why": why}})
            raise Unavailable(f"PostgreSQL does not answer ({why})") from None


def database_url(url: str) -> URL:
    return make_url(url).set(drivername="postgresql+psycopg")


def _record(row: Row[Any]) -> Record:
    id, owner, body = unescaped(row.id), unescaped(row.owner), parsed_body(row.body)
    return Record(row.kind, id, body, owner, row.expires_at, row.version)
