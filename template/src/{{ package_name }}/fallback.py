"""Asks a second model where the first one certainly did not work on the request."""

import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from typing import Any

from .model import Delta, Message, Model, ModelError, Options, Reply

log = logging.getLogger(__name__)


class FallbackModel:
    """The first model, as far as anybody can see; who really answered is in the Reply.

    A call that timed out or failed may have been paid for, and a stream that has begun has been
    read: neither is asked again.
    """

    def __init__(self, first: Model, second: Model) -> None:
        self.name, self.provider, self.stub = first.name, first.provider, first.stub
        self._first = first
        self._second = second

    async def complete(self, messages: Sequence[Message], options: Options) -> Reply:
        reply: Reply = await self._ask(lambda model: model.complete(messages, options))
        return reply

    async def stream(
        self, messages: Sequence[Message], options: Options
    ) -> AsyncGenerator[Delta | Reply, None]:
        pieces: AsyncGenerator[Delta | Reply, None] = await self._ask(
            lambda model: model.stream(messages, options)
        )
        return pieces

    async def close(self) -> None:
        await self._first.close()
        await self._second.close()

    async def _ask(self, call: Callable[[Model], Awaitable[Any]]) -> Any:
        try:
            return await call(self._first)
        except ModelError as first:
            if not first.untouched:
                raise
            fields = {"fault": first.fault, "model": self.name, "fallback": self._second.name}
            log.warning("fallback", extra={"fields": fields})
            try:
                return await call(self._second)
            except ModelError as second:
                # Where both turned it away, the first one says best when to come back.
                raise (first if second.untouched else second) from None
