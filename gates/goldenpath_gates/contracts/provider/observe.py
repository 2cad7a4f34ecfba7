"""One request to the service, and what anybody can see of its answer."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import httpx2

from goldenpath_gates.evals.ask import pointers

MAX_BYTES = 4 * 1024 * 1024
STREAM = "text/event-stream"
PROBLEM = "application/problem+json"


@dataclass(frozen=True)
class Event:
    name: str
    data: Any


@dataclass(frozen=True)
class Seen:
    """`error` says why there is no answer, or why it has no end; `events` is None where it was no
    stream."""

    status: int | None = None
    media_type: str = ""
    retry_after: str | None = None
    body: Any = None
    events: Sequence[Event] | None = None
    error: str | None = None

    @property
    def end(self) -> Any:
        """The document that the answer ends with: its body, or the data of the last event."""
        if self.events is None:
            return self.body
        return self.events[-1].data if self.events else None

    @property
    def problem(self) -> str | None:
        """The type of a problem document in place of an answer."""
        return _type(self.body) if self.media_type == PROBLEM else None

    @property
    def ending(self) -> str | None:
        """The type of the problem that a stream ends with."""
        return _type(self.end) if self.events else None

    @property
    def names(self) -> list[str] | None:
        """Of the events, one for several in a row."""
        if self.events is None:
            return None
        return [name for name, _ in groupby(event.name for event in self.events)]


def ask(url: str, body: Any, seconds: float, headers: Mapping[str, str] | None = None) -> Seen:
    """Sends the body by POST, and reads the answer to its end for at most that long."""
    return asyncio.run(_ask(url, json.dumps(body).encode("ascii"), seconds, headers or {}))


async def _ask(url: str, body: bytes, seconds: float, own: Mapping[str, str]) -> Seen:
    headers = {"content-type": "application/json", "accept-encoding": "identity", **own}
    try:
        async with (
            asyncio.timeout(seconds),
            # No proxy of the environment: the service is on loopback.
            httpx2.AsyncClient(timeout=None, trust_env=False) as http,
            http.stream("POST", url, content=body, headers=headers) as answer,
        ):
            return await _read(answer)
    except TimeoutError:
        return Seen(error=f"the answer did not end within {seconds:g} s")
    except (httpx2.TransportError, httpx2.InvalidURL) as error:
        return Seen(error=f"there was no answer: {type(error).__name__}")


async def _read(answer: httpx2.Response) -> Seen:
    content, error = bytearray(), None
    try:
        async for part in answer.aiter_raw():
            content += part
            if len(content) > MAX_BYTES:
                error = f"the answer is larger than {MAX_BYTES} bytes"
                break
    except httpx2.TransportError:
        error = "the connection broke before the answer ended"
    text = content.decode("utf-8", "replace")
    media_type = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    streamed = media_type == STREAM
    return Seen(
        answer.status_code,
        media_type,
        answer.headers.get("retry-after"),
        None if streamed else _parsed(text),
        tuple(events(text)) if streamed else None,
        error,
    )


def events(text: str) -> Iterator[Event]:
    """The server-sent events of a stream; one that is cut off is none."""
    name, data = "message", list[str]()
    for line in re.split(r"\r\n|\n|\r", text):
        key, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if key == "event":
            name = value
        elif key == "data":
            data.append(value)
        elif not line and data:
            yield Event(name, _parsed("\n".join(data)))
            name, data = "message", []


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _type(document: Any) -> str | None:
    found = pointers.resolve(document, "/type")
    return found if isinstance(found, str) else None
