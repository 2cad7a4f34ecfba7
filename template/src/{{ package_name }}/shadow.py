"""Mirrors a share of the questions to a candidate version, and records both answers.

The caller already has its answer: nothing here can delay or change it. When the candidate is slower
than the traffic, questions are dropped and counted.
"""

import asyncio
import hashlib
import json
import logging
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Self

import aiohttp
from pydantic import ValidationError

from . import names
from .logs import REQUEST_ID
from .masking import masked
from .schemas import Answer
from .shadow_log import ShadowLog
from .telemetry import Telemetry

MIRRORED_HEADER = "x-shadow"
WAITING = 100
WORKERS = 4
LARGEST_ANSWER = 128 * 1024  # bytes
STOP_SECONDS = 1.0  # for what still waits when the service stops

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Timed:
    answer: Answer
    seconds: float


@dataclass(frozen=True, slots=True)
class Mirrored:
    request_id: str
    question: str
    primary: Timed


class CandidateError(Exception):
    """The candidate gave no answer; the text is our own, never the candidate's."""


class Shadow:
    """Mirrors between entering and leaving."""

    def __init__(
        self,
        url: str,
        share: float,
        seconds: float,
        log: ShadowLog,
        telemetry: Telemetry,
        key: str | None = None,
    ) -> None:
        self._url = f"{url.rstrip('/')}/v1/answers"
        self._share = share
        self._timeout = aiohttp.ClientTimeout(total=seconds)
        self._log = log
        self._telemetry = telemetry
        self._key = {"x-api-key": key} if key else {}
        self._waiting: asyncio.Queue[Mirrored] = asyncio.Queue(WAITING)
        self._workers: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        jar = aiohttp.DummyCookieJar()
        self._session = aiohttp.ClientSession(timeout=self._timeout, cookie_jar=jar)
        self._workers = [asyncio.create_task(self._work()) for _ in range(WORKERS)]
        return self

    async def __aexit__(self, *_: object) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(STOP_SECONDS):
                await self._waiting.join()
        for worker in self._workers:
            worker.cancel()
        await asyncio.gather(*self._workers, return_exceptions=True)
        await self._session.close()

    def offer(
        self, headers: Mapping[str, str], question: str, answer: Answer, seconds: float
    ) -> None:
        """Take the question along if its request was chosen; `seconds` is what the answer took."""
        request_id = REQUEST_ID.get()
        if MIRRORED_HEADER in headers or not chosen(request_id, self._share):
            return
        try:
            self._waiting.put_nowait(Mirrored(request_id, question, Timed(answer, seconds)))
        except asyncio.QueueFull:
            self._telemetry.shadow(names.DROPPED)

    async def _work(self) -> None:
        while True:
            mirrored = await self._waiting.get()
            try:
                await self._mirror(mirrored)
            except Exception:  # a worker that ends would end the mirroring without a word
                log.exception("a shadow answer cannot be recorded")
                self._telemetry.shadow(names.LOST)
            finally:
                self._waiting.task_done()

    async def _mirror(self, mirrored: Mirrored) -> None:
        candidate: Timed | CandidateError
        try:
            candidate = await self._candidate(mirrored)
        except CandidateError as exc:
            candidate = exc
        # Masking and writing take their time, and callers share this loop.
        await asyncio.to_thread(self._record, mirrored, candidate)
        failed = isinstance(candidate, CandidateError)
        self._telemetry.shadow(names.FAILED if failed else names.ANSWERED)

    def _record(self, mirrored: Mirrored, candidate: Timed | CandidateError) -> None:
        pair = {
            "id": mirrored.primary.answer.id,
            "input": masked(mirrored.question),
            "primary": recorded(mirrored.primary),
            "candidate": recorded(candidate),
        }
        self._log.append(pair)

    async def _candidate(self, mirrored: Mirrored) -> Timed:
        started = time.perf_counter()
        try:
            body = await self._ask(mirrored)
            return Timed(Answer.model_validate_json(body), time.perf_counter() - started)
        except TimeoutError:
            raise CandidateError("timeout") from None
        except aiohttp.ClientError:
            raise CandidateError("unreachable") from None
        except ValidationError:
            raise CandidateError("unreadable answer") from None

    async def _ask(self, mirrored: Mirrored) -> bytes:
        headers = {
            "content-type": "application/json",
            "x-request-id": mirrored.request_id,
            MIRRORED_HEADER: "1",
            **self._key,
        }
        question = json.dumps({"question": mirrored.question})
        body = b""
        async with self._session.post(
            self._url, data=question, headers=headers, allow_redirects=False
        ) as response:
            if response.status != 200:
                raise CandidateError(f"status {response.status}")
            async for chunk in response.content.iter_any():
                body += chunk
                if len(body) > LARGEST_ANSWER:
                    raise CandidateError("too large an answer")
        return body


def chosen(request_id: str, share: float) -> bool:
    """Say whether this request belongs to the share: the same id always gets the same word."""
    digest = hashlib.sha256(request_id.encode()).digest()
    return int.from_bytes(digest[:8]) < share * 2**64


def recorded(outcome: Timed | CandidateError) -> dict[str, Any]:
    """What is kept of an answer, or why there is none."""
    if isinstance(outcome, CandidateError):
        return {"error": str(outcome)}
    answer = outcome.answer
    return {
        "text": masked(answer.answer),
        "model": answer.model,
        "documents": [found.id for found in answer.documents],
        "citations": answer.citations,
        "latency_ms": round(outcome.seconds * 1000, 2),
        "cost_usd": answer.cost_usd,
        "input_tokens": answer.usage.input_tokens,
        "output_tokens": answer.usage.output_tokens,
    }
