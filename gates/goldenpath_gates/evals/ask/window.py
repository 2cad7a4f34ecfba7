"""Work on a stream, many items at a time: results in order, few of them waiting."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

AHEAD = 4
"""Items in the window per item in work: a slow one holds back that many, and no more."""


class Window(Generic[Item, Result]):
    """At most `width` items are in work; the first error ends it all, whoever's turn it is."""

    def __init__(
        self, items: Iterable[Item], work: Callable[[Item], Awaitable[Result]], width: int
    ) -> None:
        self._items, self._work = iter(items), work
        self._size, self._slots = AHEAD * width, asyncio.Semaphore(width)
        self._tasks: deque[asyncio.Task[Result]] = deque()
        self._broken: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def batch(self) -> list[Result]:
        """The next results: waits for one, takes all that are ready. Empty at the end."""
        self._fill()
        if self._tasks:
            await asyncio.wait((self._tasks[0], self._broken), return_when="FIRST_COMPLETED")
        if self._broken.done():
            self._broken.result()
        ready = []
        while self._tasks and self._tasks[0].done():
            ready.append(self._tasks.popleft().result())
        return ready

    async def close(self) -> None:
        """Cancels what is in work."""
        if not self._broken.cancel():
            self._broken.exception()  # seen: asyncio complains about an error nobody looked at
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _fill(self) -> None:
        while len(self._tasks) < self._size:
            try:
                item = next(self._items)
            except StopIteration:
                return
            task = asyncio.ensure_future(self._one(item))
            task.add_done_callback(self._ended)
            self._tasks.append(task)

    async def _one(self, item: Item) -> Result:
        async with self._slots:
            return await self._work(item)

    def _ended(self, task: asyncio.Task[Result]) -> None:
        if not task.cancelled() and (error := task.exception()) and not self._broken.done():
            self._broken.set_exception(error)
