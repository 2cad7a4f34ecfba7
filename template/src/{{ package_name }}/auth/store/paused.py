"""A store that has just failed is left alone for a moment: in an outage one request waits until it
is given up, and the others are told at once."""

import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from . import Record, Store, Unavailable

PAUSE_SECONDS = 3.0
Answer = TypeVar("Answer")


class PausedStore:
    def __init__(self, store: Store, now: Callable[[], float] = time.monotonic) -> None:
        self.store = store
        self._now = now
        self._again_at = now()

    async def read(self, kind: str, id: str) -> Record | None:
        return await self._ask(lambda: self.store.read(kind, id))

    async def write(self, record: Record) -> Record:
        return await self._ask(lambda: self.store.write(record))

    async def remove(self, kind: str, id: str) -> bool:
        return await self._ask(lambda: self.store.remove(kind, id))

    async def owned(self, kind: str, owner: str) -> list[Record]:
        return await self._ask(lambda: self.store.owned(kind, owner))

    async def close(self) -> None:
        await self.store.close()

    async def _ask(self, ask: Callable[[], Awaitable[Answer]]) -> Answer:
        if self._now() < self._again_at:
            raise Unavailable("the store has just failed")
        try:
            return await ask()
        except Unavailable:
            self._again_at = self._now() + PAUSE_SECONDS
            raise
