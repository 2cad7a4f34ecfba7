"""What webhooks leave behind: the ids that were accepted, and the quarantine. A SQLite file.

Everything blocks, so call it in a thread, and always in one at a time.
"""

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .errors import StartError
from .webhook_event import Delivery, UnusableEvent

REMEMBERED_SECONDS = 30 * 24 * 3600
LARGEST_QUARANTINE = 1000  # events
LARGEST_QUARANTINE_BYTES = 16 * 1024 * 1024
BUSY_SECONDS = 5  # for another process that writes

TABLES = (
    """
    CREATE TABLE IF NOT EXISTS accepted (
        source TEXT, id TEXT, digest BLOB NOT NULL, at INTEGER NOT NULL,
        PRIMARY KEY (source, id)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX IF NOT EXISTS accepted_at ON accepted (at)",
    """
    CREATE TABLE IF NOT EXISTS quarantine (
        number INTEGER PRIMARY KEY,
        source TEXT NOT NULL, id TEXT NOT NULL, digest BLOB NOT NULL,
        body BLOB NOT NULL, headers TEXT NOT NULL,
        reason TEXT NOT NULL, detail TEXT NOT NULL,
        first_seen INTEGER NOT NULL, times_seen INTEGER NOT NULL DEFAULT 1,
        UNIQUE (source, id, digest)
    )
    """,
)


@dataclass(frozen=True, slots=True)
class Quarantined:
    """`first_seen` is in Unix seconds."""

    number: int
    delivery: Delivery
    reason: str
    detail: str
    first_seen: int
    times_seen: int


class WebhookStore:
    def __init__(self, path: Path) -> None:
        """Raise StartError if the file cannot be used."""
        try:
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            # Opened here, used in another thread.
            self._db = sqlite3.connect(
                path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
        except OSError as exc:
            raise StartError(f"{path}: not writable ({exc.strerror}); see WEBHOOK_STORE.") from None
        try:
            self._db.execute("PRAGMA journal_mode = WAL")
            with self.transaction() as db:
                for table in TABLES:
                    db.execute(table)
            self._count()
        except sqlite3.Error as exc:
            self.close()
            raise StartError(f"{path}: not usable ({exc}); see WEBHOOK_STORE.") from None

    def close(self) -> None:
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Nothing that is written inside is kept unless the block ends well."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield self._db
            self._db.execute("COMMIT")
        finally:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")

    def accepted(self, delivery: Delivery) -> bytes | None:
        """The digest of the body that was accepted under this id."""
        query = "SELECT digest FROM accepted WHERE source = ? AND id = ?"
        row = self._db.execute(query, (delivery.source, delivery.id)).fetchone()
        return row[0] if row else None

    def accept(self, delivery: Delivery, now: float) -> None:
        """Remember it, and let it out of quarantine. Within a transaction."""
        db, key = self._db, (delivery.source, delivery.id)
        db.execute("DELETE FROM accepted WHERE at < ?", (int(now) - REMEMBERED_SECONDS,))
        db.execute("INSERT INTO accepted VALUES (?, ?, ?, ?)", (*key, delivery.digest, int(now)))
        db.execute("DELETE FROM quarantine WHERE source = ? AND id = ?", key)
        self._count()

    def quarantine(self, delivery: Delivery, why: UnusableEvent, now: float) -> list[str]:
        """Keep it; return the sources of what had to go for it."""
        row = (
            *(delivery.source, delivery.id, delivery.digest, delivery.body),
            *(json.dumps(dict(delivery.headers)), why.reason, str(why), int(now)),
        )
        with self.transaction() as db:
            db.execute(
                "INSERT INTO quarantine"
                " (source, id, digest, body, headers, reason, detail, first_seen)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT DO UPDATE SET times_seen = times_seen + 1,"
                " headers = excluded.headers, reason = excluded.reason, detail = excluded.detail",
                row,
            )
            evicted = list(self._evict())
            self._count()
        return evicted

    def quarantined(self) -> list[Quarantined]:
        """All that is kept, oldest first."""
        rows = self._db.execute(
            "SELECT number, source, id, body, headers, reason, detail, first_seen, times_seen"
            " FROM quarantine ORDER BY number"
        )
        return [
            Quarantined(number, Delivery(source, id, body, json.loads(headers)), *rest)
            for number, source, id, body, headers, *rest in rows
        ]

    def release(self, number: int) -> None:
        self._db.execute("DELETE FROM quarantine WHERE number = ?", (number,))

    def _evict(self) -> Iterator[str]:
        size = "SELECT count(*), total(length(body) + length(headers)) FROM quarantine"
        oldest = (
            "DELETE FROM quarantine WHERE number = (SELECT min(number) FROM quarantine)"
            " RETURNING source"
        )
        while True:
            events, octets = self._db.execute(size).fetchone()
            if events <= LARGEST_QUARANTINE and octets <= LARGEST_QUARANTINE_BYTES:
                return
            # Fetched to its end, for the row goes only then.
            ((source,),) = self._db.execute(oldest).fetchall()
            yield source

    def _count(self) -> None:
        (self.quarantined_events,) = self._db.execute("SELECT count(*) FROM quarantine").fetchone()
