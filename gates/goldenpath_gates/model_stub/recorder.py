"""A recording proxy: asks an OpenAI-compatible API, and keeps its replies in a cassette."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx2
from starlette.responses import Response

from goldenpath_gates.model_stub import cassette
from goldenpath_gates.model_stub.cassette import Cassette
from goldenpath_gates.model_stub.chat import document
from goldenpath_gates.model_stub.jsonbody import dumps, loads
from goldenpath_gates.model_stub.problems import NoReply, error_response
from goldenpath_gates.model_stub.replies import Reply
from goldenpath_gates.model_stub.sources import Asked

TIMEOUT_S = 120.0
SAVE_EVERY = 100
PASSED_ON = ("content-type", "retry-after", "retry-after-ms")


def bare(url: str) -> str:
    """Without user, password, query: what may stand in a file."""
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{parts.hostname}{port}{parts.path}"


@dataclass(slots=True)
class Recorder:
    """A request that the cassette knows is not sent again: to record anew, remove the file."""

    cassette: Cassette
    upstream: str
    client: httpx2.AsyncClient = field(
        default_factory=lambda: httpx2.AsyncClient(timeout=TIMEOUT_S), repr=False
    )

    async def reply(self, asked: Asked) -> Reply:
        body = document(asked.body)
        key = cassette.digest(body)
        if key not in self.cassette.replies:
            self.keep(key, await self.fetched(body, asked.headers.get("authorization")))
        return self.cassette.replies[key]

    def keep(self, key: str, reply: Reply) -> None:
        self.cassette.replies[key] = reply
        if len(self.cassette.replies) % SAVE_EVERY == 0:
            self.cassette.save()

    async def fetched(self, body: dict[str, Any], authorization: str | None) -> Reply:
        sent = {key: body[key] for key in body if key not in ("stream", "stream_options")}
        headers = {"content-type": "application/json"}
        if authorization:
            headers["authorization"] = authorization
        url = f"{self.upstream.rstrip('/')}/chat/completions"
        try:
            answer = await self.client.post(url, content=dumps(sent), headers=headers)
        except httpx2.HTTPError as error:
            message = f"{bare(url)} did not answer: {type(error).__name__}"
            raise NoReply(error_response(502, message, code="upstream_unreachable")) from None
        if answer.status_code != 200:
            raise NoReply(passed_on(answer))
        return reply_from(answer)


def passed_on(answer: httpx2.Response) -> Response:
    headers = {name: answer.headers[name] for name in PASSED_ON if name in answer.headers}
    return Response(answer.content, answer.status_code, headers)


def reply_from(answer: httpx2.Response) -> Reply:
    try:
        return reply_of(loads(answer.content.decode()))
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        message = f"the upstream answered 200 with what is no chat completion: {error!r}"
        raise NoReply(error_response(502, message, code="upstream_bad_reply")) from None


def reply_of(completion: dict[str, Any]) -> Reply:
    choice = completion["choices"][0]
    message = choice["message"]
    return cassette.reply_of(
        {
            "model": completion["model"],
            "text": message.get("content"),
            "refusal": message.get("refusal"),
            "finish_reason": choice["finish_reason"],
            "tool_calls": [call["function"] for call in message.get("tool_calls") or ()],
            "fingerprint": completion.get("system_fingerprint"),
            "usage": completion.get("usage"),
        }
    )
