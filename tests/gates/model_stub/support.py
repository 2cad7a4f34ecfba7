"""A really started stub on loopback, and the openai SDK in both its HTTP clients."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from goldenpath_gates.model_stub.app import build
from goldenpath_gates.model_stub.command import DEFAULT_CREATED
from goldenpath_gates.model_stub.server import bind, make_server, url_of
from openai import AsyncOpenAI, DefaultAioHttpClient, DefaultAsyncHttpxClient, OpenAI

CLIENTS = {"httpx2": DefaultAsyncHttpxClient, "aiohttp": DefaultAioHttpClient}
QUESTION = "What is a canary release?"
ANSWER = f"Stub answer to: {QUESTION}"


@contextmanager
def running(
    rules: Path | None = None,
    scenario: Path | None = None,
    *,
    require_key: bool = False,
    **options: Any,
) -> Iterator[str]:
    """Yields the URL of the server, without /v1."""
    app = build(rules, scenario, created=DEFAULT_CREATED, require_key=require_key, **options)
    server = make_server(app)
    with bind("127.0.0.1", 0) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield url_of(listener)
        finally:
            server.should_exit = True
            thread.join()


def sync_client(url: str) -> OpenAI:
    return OpenAI(base_url=f"{url}/v1", api_key="a-key", max_retries=0, timeout=5)


def async_client(url: str, kind: str, timeout: float) -> AsyncOpenAI:
    return AsyncOpenAI(
        base_url=f"{url}/v1",
        api_key="a-key",
        max_retries=0,
        timeout=timeout,
        http_client=CLIENTS[kind](timeout=timeout),
    )


@dataclass
class Answer:
    """What a caller sees, streamed or not."""

    model: str | None = None
    text: str | None = None
    refusal: str | None = None
    finish_reason: str | None = None
    total_tokens: int | None = None
    choices: int = 0
    called: str | None = None


async def ask(client: AsyncOpenAI, fault: str, *, stream: bool) -> Answer | str:
    messages: Any = [{"role": "user", "content": QUESTION}]
    headers = {"x-stub-fault": fault}
    async with client:
        if stream:
            return await streamed(client, messages, headers)
        reply = await client.chat.completions.create(
            model="gpt-test", messages=messages, extra_headers=headers
        )
    if isinstance(reply, str):
        return reply
    answer = Answer(reply.model, total_tokens=reply.usage.total_tokens if reply.usage else None)
    for choice in reply.choices:
        answer.choices += 1
        answer.text, answer.refusal = choice.message.content, choice.message.refusal
        answer.finish_reason = choice.finish_reason
        answer.called = called(choice.message.tool_calls)
    return answer


def called(tool_calls: Any) -> str | None:
    return tool_calls[0].function.name if tool_calls else None


async def streamed(client: AsyncOpenAI, messages: Any, headers: dict[str, str]) -> Answer:
    answer = Answer()
    chunks = await client.chat.completions.create(
        model="gpt-test",
        messages=messages,
        stream=True,
        stream_options={"include_usage": True},
        extra_headers=headers,
    )
    async with chunks:
        async for chunk in chunks:
            answer.model = chunk.model
            if chunk.usage:
                answer.total_tokens = chunk.usage.total_tokens
            for choice in chunk.choices:
                answer.choices = 1
                if choice.delta.content is not None:
                    answer.text = (answer.text or "") + choice.delta.content
                if choice.delta.refusal is not None:
                    answer.refusal = (answer.refusal or "") + choice.delta.refusal
                answer.finish_reason = choice.finish_reason or answer.finish_reason
                answer.called = called(choice.delta.tool_calls) or answer.called
    return answer
