"""Each fault as the openai SDK shows it, on both of its HTTP clients."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any, NamedTuple

import pytest
from goldenpath_gates.model_stub.faults import FAULTS
from openai import (
    APIConnectionError,
    APIError,
    APIStatusError,
    APITimeoutError,
    AuthenticationError,
    BadRequestError,
    InternalServerError,
    NotFoundError,
    RateLimitError,
)

from tests.gates.model_stub.support import ANSWER, Answer, ask, async_client

BOTH = (False, True)
STREAM = (True,)
PLAIN = (False,)


class Raises(NamedTuple):
    fault: str
    streams: tuple[bool, ...]
    exception: type[Exception]
    status: int | None = None
    code: str | None = None
    timeout: float = 5


class Passes(NamedTuple):
    fault: str
    streams: tuple[bool, ...]
    differs: dict[str, Any]


RAISES = [
    Raises("rate-limit;retry_after=2", BOTH, RateLimitError, 429, "rate_limit_exceeded"),
    Raises("server-error", BOTH, InternalServerError, 500),
    Raises("server-error;status=502", BOTH, InternalServerError, 502),
    Raises("server-error;status=503", BOTH, InternalServerError, 503),
    Raises("context-length", BOTH, BadRequestError, 400, "context_length_exceeded"),
    Raises("deprecated-model", BOTH, NotFoundError, 404, "model_not_found"),
    Raises("unauthorized", BOTH, AuthenticationError, 401, "invalid_api_key"),
    Raises("malformed-json", BOTH, json.JSONDecodeError),
    Raises("timeout", BOTH, APITimeoutError, timeout=0.05),
    Raises("timeout;max_s=0.01", BOTH, APIConnectionError),
    Raises("slow-first-token;ms=300", BOTH, APITimeoutError, timeout=0.05),
    Raises("slow-tokens;ms=100", BOTH, APITimeoutError, timeout=0.05),
    Raises("connection-reset", BOTH, APIConnectionError),
    Raises("truncated-stream", BOTH, APIConnectionError),
    Raises("stream-error-event", STREAM, APIError),
    Raises("stall", STREAM, APITimeoutError, timeout=0.05),
    Raises("stall;max_s=0.01", STREAM, APIConnectionError),
    Raises("prompt-refused", BOTH, BadRequestError, 400, "content_filter"),
    Raises("no-done", PLAIN, BadRequestError, 400, "wrong_fault"),
    Raises("stall", PLAIN, BadRequestError, 400, "wrong_fault"),
    Raises("stream-error-event", PLAIN, BadRequestError, 400, "wrong_fault"),
]
PASSES = [
    Passes("none", BOTH, {}),
    Passes("slow-first-token;ms=20", BOTH, {}),
    Passes("slow-tokens;ms=2", BOTH, {}),
    Passes("usage-missing", BOTH, {"total_tokens": None}),
    Passes("model-drift", BOTH, {"model": "goldenpath-stub-drifted"}),
    Passes("model-drift;model=gpt-next", BOTH, {"model": "gpt-next"}),
    Passes("content-filter", BOTH, {"text": "", "finish_reason": "content_filter",
                                    "total_tokens": 7}),
    Passes("refusal", BOTH, {"text": None, "refusal": "I can't help with that.",
                             "total_tokens": 13}),
    Passes("tool-calls", BOTH, {"text": None, "finish_reason": "tool_calls", "called": "look_up",
                                "total_tokens": 10}),
    Passes("tool-calls;function=f", BOTH, {"text": None, "finish_reason": "tool_calls",
                                           "called": "f", "total_tokens": 8}),
    Passes("empty-choices", BOTH, {"choices": 0, "text": None, "finish_reason": None}),
    Passes("no-done", STREAM, {"finish_reason": None, "total_tokens": None}),
]  # fmt: skip
USUAL = Answer("gpt-test", ANSWER, None, "stop", total_tokens=18, choices=1)

each_client = pytest.mark.parametrize("kind", ["httpx2", "aiohttp"])


def rows(table: list[Any]) -> Any:
    return [
        pytest.param(row, stream, id=f"{row.fault}{'-stream' if stream else ''}")
        for row in table
        for stream in row.streams
    ]


@each_client
@pytest.mark.parametrize(("row", "stream"), rows(RAISES))
def test_the_sdk_raises(stub_url: str, kind: str, row: Raises, stream: bool) -> None:
    async def call() -> object:
        return await ask(async_client(stub_url, kind, row.timeout), row.fault, stream=stream)

    with pytest.raises(row.exception) as caught:
        asyncio.run(call())
    if isinstance(caught.value, APIStatusError):
        assert (caught.value.status_code, caught.value.code) == (row.status, row.code)
    else:
        assert row.status is None


@each_client
@pytest.mark.parametrize(("row", "stream"), rows(PASSES))
def test_the_sdk_returns(stub_url: str, kind: str, row: Passes, stream: bool) -> None:
    async def call() -> object:
        return await ask(async_client(stub_url, kind, 5), row.fault, stream=stream)

    assert asyncio.run(call()) == Answer(**{**vars(USUAL), **row.differs})


@each_client
def test_html_is_a_plain_text_and_an_empty_stream(stub_url: str, kind: str) -> None:
    async def call(stream: bool) -> object:
        return await ask(async_client(stub_url, kind, 5), "html", stream=stream)

    assert str(asyncio.run(call(False))).startswith("<!doctype html>")
    assert asyncio.run(call(True)) == Answer()


@pytest.mark.parametrize("stream", BOTH)
@pytest.mark.parametrize(("fault", "least"), [
    ("slow-first-token;ms=60", 0.06),
    ("slow-tokens;ms=10", 0.08),
])  # fmt: skip
def test_slow_faults_take_their_time(stub_url: str, fault: str, least: float, stream: bool) -> None:
    begun = time.perf_counter()
    asyncio.run(ask(async_client(stub_url, "aiohttp", 5), fault, stream=stream))
    assert time.perf_counter() - begun >= least


@pytest.mark.parametrize("fault", ["truncated-stream;after=3", "stall;after=3;max_s=0.01"])
def test_a_stream_that_breaks_delivers_its_first_chunks(stub_url: str, fault: str) -> None:
    async def call() -> list[str | None]:
        seen: list[str | None] = []
        client = async_client(stub_url, "httpx2", 5)
        chunks = await client.chat.completions.create(
            model="m",
            messages=[{"role": "user", "content": "hello"}],
            stream=True,
            extra_headers={"x-stub-fault": fault},
        )
        try:
            async for chunk in chunks:
                seen.append(chunk.choices[0].delta.content)
        except APIConnectionError:
            seen.append(None)
        return seen

    assert asyncio.run(call()) == ["", "Stub ", "answer ", None]


@pytest.mark.parametrize(("seconds", "whole", "milliseconds"), [
    ("2", "2", "2000"),
    ("0.05", "1", "50"),
])  # fmt: skip
def test_retry_after(stub_url: str, seconds: str, whole: str, milliseconds: str) -> None:
    fault = f"rate-limit;retry_after={seconds}"
    with pytest.raises(RateLimitError) as caught:
        asyncio.run(ask(async_client(stub_url, "httpx2", 5), fault, stream=False))
    headers = caught.value.response.headers
    assert (headers["retry-after"], headers["retry-after-ms"]) == (whole, milliseconds)


@pytest.mark.parametrize(("fault", "message"), [
    ("rate-limits", "unknown fault 'rate-limits'; known are " + ", ".join([*FAULTS, "none"])),
    ("", "unknown fault ''"),
    ("rate-limit;after=1", "after: unknown parameter of rate-limit; known are retry_after"),
    ("none;ms=1", "unknown fault 'none'"),
    ("html;ms=1", "ms: unknown parameter of html; known are none"),
    ("rate-limit;retry_after", "'retry_after' is not a key=value"),
    ("rate-limit;retry_after=1;retry_after=2", "comes twice"),
    ("rate-limit;retry_after=-1", "'-1' is not allowed; expected a number from 0 to 3600"),
    ("rate-limit;retry_after=nan", "'nan' is not allowed"),
    ("rate-limit;retry_after=soon", "'soon' is not allowed"),
    ("server-error;status=418", "'418' is not allowed; expected one of 500, 502, 503, 504"),
    ("model-drift;model=" + "x" * 201, "expected a text of 1 to 200 characters"),
])  # fmt: skip
def test_a_wrong_fault_is_never_ignored(stub_url: str, fault: str, message: str) -> None:
    with pytest.raises(BadRequestError) as caught:
        asyncio.run(ask(async_client(stub_url, "httpx2", 5), fault, stream=False))
    assert message in str(caught.value)


def test_every_fault_has_a_row() -> None:
    faults = [row.fault for row in RAISES] + [row.fault for row in PASSES]
    named = {fault.partition(";")[0] for fault in faults}
    assert named - {"none"} | {"html"} == set(FAULTS)
