"""What the provider publishes about itself: fetched now and then, and kept while it is away."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from ..discovery import secure
from ..jwks import AGAIN_SECONDS, Unreachable

FRESH_SECONDS = 3600.0


class Metadata:
    def __init__(
        self,
        fetch: Callable[[], Awaitable[Mapping[str, Any]]],
        now: Callable[[], float] = time.time,
    ) -> None:
        self._fetch = fetch
        self._now = now
        self._document: Mapping[str, Any] = {}
        self._fetched = self._tried = float("-inf")
        self._one = asyncio.Lock()

    async def endpoint(self, name: str) -> str:
        """Return an address of the provider; raise Unreachable."""
        url = (await self._current()).get(name)
        if not isinstance(url, str) or not secure(url):
            raise Unreachable(f"the discovery document has no usable {name}")
        return url

    async def says(self, name: str) -> bool:
        """Return whether it can do something; raise Unreachable."""
        return (await self._current()).get(name) is True

    async def _current(self) -> Mapping[str, Any]:
        async with self._one:
            now = self._now()
            if now - self._fetched > FRESH_SECONDS and now - self._tried >= AGAIN_SECONDS:
                self._tried = now
                await self._take()
        if not self._document:
            raise Unreachable("the provider was never reached")
        return self._document

    async def _take(self) -> None:
        try:
            self._document, self._fetched = await self._fetch(), self._now()
        except Unreachable:
            if not self._document:
                raise
