"""Remembers in this process: for one instance, and until it stops."""

import time
from collections.abc import Callable
from dataclasses import replace

from . import Conflict, Record
from .encoding import body_text, parsed_body, require_short

SWEEP_SECONDS = 60


class MemoryStore:
    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self._records: dict[tuple[str, str], tuple[Record, str]] = {}
        self._swept = now()

    async def read(self, kind: str, id: str) -> Record | None:
        found = self._records.get((kind, id))
        return _copy(*found) if found and self._lives(found[0]) else None

    async def write(self, record: Record) -> Record:
        require_short(record)
        self._sweep()
        key = (record.kind, record.id)
        stored = await self.read(*key)
        if record.version != (stored.version if stored else 0):
            raise Conflict
        written = replace(record, version=record.version + 1)
        self._records[key] = (written, body_text(record))
        return written

    async def remove(self, kind: str, id: str) -> bool:
        found = self._records.pop((kind, id), None)
        return found is not None and self._lives(found[0])

    async def owned(self, kind: str, owner: str) -> list[Record]:
        found = [
            _copy(record, body)
            for record, body in self._records.values()
            if record.kind == kind and record.owner == owner and self._lives(record)
        ]
        return sorted(found, key=lambda record: record.id)

    async def close(self) -> None:
        self._records.clear()

    def _lives(self, record: Record) -> bool:
        return record.expires_at is None or record.expires_at > self._now()

    def _sweep(self) -> None:
        if self._now() - self._swept >= SWEEP_SECONDS:
            self._swept = self._now()
            self._records = {
                key: found for key, found in self._records.items() if self._lives(found[0])
            }


def _copy(record: Record, body: str) -> Record:
    """Kept as text and read from it each time: what a caller changes is its own."""
    return replace(record, body=parsed_body(body))
