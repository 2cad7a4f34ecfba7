"""An answer that comes late."""

from __future__ import annotations

import asyncio

from starlette.responses import Response
from starlette.types import Receive, Scope, Send


class Later(Response):
    """Wait, then answer; nothing if the client leaves before."""

    def __init__(self, seconds: float, answer: Response) -> None:
        super().__init__()
        self.seconds = seconds
        self.answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            async with asyncio.timeout(self.seconds):
                await disconnected(receive)
        except TimeoutError:
            await self.answer(scope, receive, send)


async def disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
