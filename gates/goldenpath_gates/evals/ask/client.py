"""Asks the service one case over HTTP, as its users do."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx2

from goldenpath_gates.evals.ask import backoff, parts
from goldenpath_gates.evals.ask.parts import Reply
from goldenpath_gates.evals.case import Case
from goldenpath_gates.evals.record import Answer
from goldenpath_gates.evals.settings import Eval
from goldenpath_gates.service import Running

MAX_BODY = 4 * 1024 * 1024
# Below the 5 s after which uvicorn and Node close an idle connection: it must not be theirs.
KEEP_ALIVE_S = 2.0
DEATH_S, LOOK_EVERY_S = 0.5, 0.02


class Unanswered(Exception):
    """No answer that could be read; the message says why."""


class ServiceEnded(Exception):
    """The process of the service is gone: nobody will answer any more."""


@dataclass(frozen=True, slots=True)
class Client:
    http: httpx2.AsyncClient
    running: Running
    settings: Eval

    async def ask(self, case: Case, repeat: int) -> Answer:
        """Sends the case, again where the service is busy. Raises ServiceEnded."""
        try:
            reply = await self.patiently(body_of(case, self.settings), self.headers(case, repeat))
        except Unanswered as error:
            return Answer(0, error=str(error))
        return parts.answer(reply, self.settings.response)

    async def patiently(self, body: bytes, headers: Mapping[str, str]) -> Reply:
        for attempt in range(1, self.settings.attempts):
            reply = await self.send(body, headers)
            if reply.status not in backoff.AGAIN:
                return reply
            seed = f"{self.settings.seed}/{headers['x-eval-id']}/{attempt}"
            await asyncio.sleep(backoff.wait_s(attempt, reply.retry_after, seed))
        return await self.send(body, headers)

    async def send(self, body: bytes, headers: Mapping[str, str]) -> Reply:
        """One attempt. Raises Unanswered or ServiceEnded."""
        url = self.running.url + self.settings.request.path
        timeout = self.settings.request.timeout
        try:
            async with asyncio.timeout(timeout):
                return await self.exchange(url, body, headers)
        except TimeoutError:
            raise Unanswered(f"no answer within {timeout:g} s") from None
        except (httpx2.LocalProtocolError, httpx2.InvalidURL, UnicodeEncodeError):
            raise Unanswered("no such path or header can be sent: mend the case") from None
        except httpx2.TransportError as error:
            await self.require_alive()
            raise Unanswered(f"the connection broke: {type(error).__name__}") from None

    async def exchange(self, url: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        started = time.perf_counter()
        async with self.http.stream("POST", url, content=body, headers=headers) as answer:
            content = await capped(answer)
        latency_ms = (time.perf_counter() - started) * 1000
        return Reply(answer.status_code, content, latency_ms, answer.headers.get("retry-after"))

    async def require_alive(self) -> None:
        """A process that dies closes its connections a moment before it is seen to be dead."""
        for _ in range(round(DEATH_S / LOOK_EVERY_S)):
            if self.running.child.poll() is not None:
                raise ServiceEnded
            await asyncio.sleep(LOOK_EVERY_S)

    def headers(self, case: Case, repeat: int) -> dict[str, str]:
        """`repeat` counts from 1."""
        request, settings = self.settings.request, self.settings
        tenant = {request.tenant_header: case.tenant} if request.tenant_header else {}
        return {
            **request.headers,
            **{name: value for name, value in tenant.items() if value is not None},
            **self.running.credentials.headers(case.tenant),
            "content-type": "application/json",
            "accept": "application/json",
            "accept-encoding": "identity",
            "x-eval-id": f"{case.id}#{repeat}",
            "x-eval-seed": str(settings.seed),
            "x-eval-temperature": f"{settings.temperature:g}",
            "x-eval-time": settings.now,
        }


def connections(settings: Eval) -> httpx2.AsyncClient:
    limits = httpx2.Limits(
        max_connections=settings.concurrency,
        max_keepalive_connections=settings.concurrency,
        keepalive_expiry=KEEP_ALIVE_S,
    )
    # No proxy of the environment: the service is on loopback.
    return httpx2.AsyncClient(timeout=None, limits=limits, trust_env=False)


def body_of(case: Case, settings: Eval) -> bytes:
    body: Any = {settings.request.text: case.input} if isinstance(case.input, str) else case.input
    return json.dumps(body).encode("ascii")


async def capped(answer: httpx2.Response) -> bytes:
    body = bytearray()
    async for part in answer.aiter_raw():
        body += part
        if len(body) > MAX_BODY:
            raise Unanswered(f"answered {answer.status_code} with more than {MAX_BODY} bytes")
    return bytes(body)
