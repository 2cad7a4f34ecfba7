"""One request on its way to an answer: what a fault may change."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, replace
from typing import Any

from starlette.responses import Response, StreamingResponse

from goldenpath_gates.model_stub import replies
from goldenpath_gates.model_stub.chat import ChatRequest
from goldenpath_gates.model_stub.jsonbody import json_body
from goldenpath_gates.model_stub.later import Later
from goldenpath_gates.model_stub.replies import Reply, Stream


@dataclass(frozen=True, slots=True)
class Exchange:
    chat: ChatRequest
    reply: Reply
    created: int
    transport: asyncio.Transport

    def completion(self) -> bytes:
        return replies.completion(self.chat, self.reply, self.created)

    def stream(self) -> Stream:
        return replies.stream(self.chat, self.reply, self.created)

    def answer(self) -> Response:
        if self.reply.delay_s:
            return Later(self.reply.delay_s, self.at_once())
        return self.at_once()

    def at_once(self) -> Response:
        if not self.chat.stream:
            return json_body(self.completion())
        deltas, closing = self.stream()
        return event_stream(in_turn([*deltas, *closing]))

    def changed(self, **fields: Any) -> Response:
        """Answer with a reply that differs in these fields."""
        return replace(self, reply=replace(self.reply, **fields)).answer()


def event_stream(events: AsyncIterator[bytes]) -> Response:
    return StreamingResponse(events, media_type="text/event-stream; charset=utf-8",
                             headers={"cache-control": "no-cache"})  # fmt: skip


async def in_turn(events: Iterable[bytes]) -> AsyncIterator[bytes]:
    for event in events:
        yield event
