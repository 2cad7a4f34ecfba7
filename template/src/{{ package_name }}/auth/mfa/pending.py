"""What waits for its second half: one of a kind for each owner, for minutes, for one use."""

import secrets
import time
from collections.abc import Callable, Mapping
from typing import Any

from ..store import Record, Store
from .refusals import wrong

SECONDS = 600.0


class Pending:
    def __init__(self, store: Store, kind: str, now: Callable[[], float] = time.time) -> None:
        self._store = store
        self._kind = kind
        self._now = now

    async def begin(self, owner: str, body: Mapping[str, Any]) -> str:
        """Return its id; what waited until now waits no longer."""
        for old in await self._store.owned(self._kind, owner):
            await self._store.remove(self._kind, old.id)
        id = secrets.token_hex(16)
        expires_at = self._now() + SECONDS
        await self._store.write(Record(self._kind, id, body, owner, expires_at))
        return id

    async def waiting(self, owner: str) -> Record | None:
        return next(iter(await self._store.owned(self._kind, owner)), None)

    async def end(self, record: Record) -> None:
        """Raise Refused where somebody else has just used it."""
        if not await self._store.remove(self._kind, record.id):
            raise wrong("used-already")

    async def take(self, owner: str) -> Mapping[str, Any]:
        """Return what waits, for this one time; raise Refused."""
        if (record := await self.waiting(owner)) is None:
            raise wrong("nothing-waits")
        await self.end(record)
        return record.body
