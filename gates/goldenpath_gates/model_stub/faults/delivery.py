"""Faults of time and of the connection."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import AsyncIterator
from dataclasses import dataclass

from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from goldenpath_gates.model_stub.exchange import Exchange, event_stream
from goldenpath_gates.model_stub.faults.registry import Number, Values, fault
from goldenpath_gates.model_stub.later import Later, disconnected

# linger on, for 0 seconds: the close is a reset
NO_LINGER = struct.pack("ii", 1, 0)


def reset(transport: asyncio.Transport) -> None:
    connection = transport.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER)
    transport.abort()


class Reset(Response):
    """Reset the connection in place of an answer."""

    def __init__(self, transport: asyncio.Transport) -> None:
        super().__init__()
        self.transport = transport

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        reset(self.transport)
        await disconnected(receive)


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds before the first piece and between the pieces."""

    first: float = 0
    each: float = 0

    def answer(self, exchange: Exchange) -> Response:
        deltas, closing = exchange.stream()
        if exchange.chat.stream:
            return event_stream(self.events(deltas, closing))
        return Later(self.first + self.each * (len(deltas) - 1), exchange.answer())

    async def events(self, deltas: list[bytes], closing: list[bytes]) -> AsyncIterator[bytes]:
        for index, event in enumerate(deltas):
            await asyncio.sleep(self.each if index else self.first)
            yield event
        for event in closing:
            yield event


@fault(
    "slow-first-token",
    effect="a pause before the first chunk (without stream: before the answer)",
    seen="no exception, or `APITimeoutError` past the client's timeout",
    ms=Number(1000, 0, 600_000),
)
async def slow_first_token(exchange: Exchange, values: Values) -> Response:
    return Pace(first=values["ms"] / 1000).answer(exchange)


@fault(
    "slow-tokens",
    effect="a pause before each further chunk (without stream: their sum before the answer)",
    seen="no exception, or `APITimeoutError` past the client's timeout",
    ms=Number(100, 0, 60_000),
)
async def slow_tokens(exchange: Exchange, values: Values) -> Response:
    return Pace(each=values["ms"] / 1000).answer(exchange)


@fault(
    "timeout",
    effect="no answer until the client leaves; after `max_s` seconds a reset",
    seen="`APITimeoutError`",
    max_s=Number(600, 0.01, 3600),
)
async def timeout(exchange: Exchange, values: Values) -> Response:
    return Later(values["max_s"], Reset(exchange.transport))


@fault(
    "stall",
    effect="silence after some chunks, until the client leaves; after `max_s` seconds a reset",
    seen="`APITimeoutError`",
    stream_only=True,
    after=Number(2, 0, 1000),
    max_s=Number(600, 0.01, 3600),
)
async def stall(exchange: Exchange, values: Values) -> Response:
    sent = exchange.stream().deltas[: int(values["after"])]
    return event_stream(then_silent(sent, exchange.transport, values["max_s"]))


@fault(
    "connection-reset",
    effect="the connection is reset in place of an answer",
    seen="`APIConnectionError` (aiohttp client: its subclass `APITimeoutError`)",
)
async def connection_reset(exchange: Exchange, values: Values) -> Response:
    return Reset(exchange.transport)


@fault(
    "truncated-stream",
    effect="the connection closes after some chunks (without stream: in the middle of the body)",
    seen="`APIConnectionError`",
    after=Number(2, 0, 1000),
)
async def truncated_stream(exchange: Exchange, values: Values) -> Response:
    if exchange.chat.stream:
        sent = exchange.stream().deltas[: int(values["after"])]
        return event_stream(then_closed(sent, exchange.transport))
    body = exchange.completion()
    return StreamingResponse(
        then_closed([body[: len(body) // 2]], exchange.transport),
        media_type="application/json",
        headers={"content-length": str(len(body))},
    )


async def then_closed(parts: list[bytes], transport: asyncio.Transport) -> AsyncIterator[bytes]:
    for part in parts:
        yield part
    transport.close()
    # The response must not end in good order: wait to be cancelled by the disconnect.
    await asyncio.Event().wait()


async def then_silent(
    parts: list[bytes], transport: asyncio.Transport, seconds: float
) -> AsyncIterator[bytes]:
    for part in parts:
        yield part
    await asyncio.sleep(seconds)
    reset(transport)
    await asyncio.Event().wait()  # as above
