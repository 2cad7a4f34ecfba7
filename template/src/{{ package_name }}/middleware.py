"""What happens around every request, as plain ASGI: ids and logs, time limit, size limit."""

import asyncio
import logging
import re
import time
import uuid
from typing import Any

from opentelemetry import trace
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from . import names
from .logs import REQUEST_FIELDS, REQUEST_ID
from .problems import problem_response
from .telemetry import Telemetry

PROBES = frozenset({"/healthz", "/readyz", "/metrics"})
# A stream has the same limit and ends itself with an event; only a stalled reader is cut.
GRACE_SECONDS = 5
RETRY_SECONDS = "1"
VALID_ID = re.compile(rb"[A-Za-z0-9._-]{1,128}")

log = logging.getLogger(__name__)


def header(scope: Scope, name: bytes) -> bytes:
    return next((value for key, value in scope["headers"] if key == name), b"")


class RequestContext:
    """Gives each request an id and a log line, and answers 500 for what nobody caught."""

    def __init__(self, app: ASGIApp, telemetry: Telemetry, release: str | None) -> None:
        """`release` is told in each answer, so that one sees from outside who answers."""
        self.app = app
        self.telemetry = telemetry
        self.headers = [(b"x-service-release", release.encode())] if release else []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = header(scope, b"x-request-id")
        request_id = given.decode() if VALID_ID.fullmatch(given) else uuid.uuid4().hex
        REQUEST_ID.set(request_id)
        fields: dict[str, Any] = {}
        REQUEST_FIELDS.set(fields)
        trace.get_current_span().set_attribute(names.REQUEST_ID, request_id)
        started = time.perf_counter()
        status = 0

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                ours = (b"x-request-id", request_id.encode())
                message["headers"] = [*message.get("headers", ()), ours, *self.headers]
            await send(message)

        try:
            await self.app(scope, receive, send_with_id)
        except Exception:
            log.exception("unhandled error")
            if status:
                raise  # the answer has begun, so the server can only cut the connection
            response = problem_response("internal-error", "The service failed; see its log.")
            await response(scope, receive, send_with_id)
        finally:
            self._record(scope, status, time.perf_counter() - started, fields)

    def _record(self, scope: Scope, status: int, seconds: float, fields: dict[str, Any]) -> None:
        # The template, never the path: a scanner must not make a time series per guess.
        route = getattr(scope.get("route"), "path", "")
        probe = route in PROBES
        if not probe:  # they would drown what users see
            self.telemetry.request(scope["method"], route, status, seconds)
        level = logging.DEBUG if probe else logging.INFO
        if log.isEnabledFor(level):
            request = {
                "method": scope["method"],
                "route": route,
                "status": status,
                "duration_ms": round(seconds * 1000, 2),
            }
            log.log(level, "request", extra={"fields": request | fields})


class TimeLimit:
    """Answers 504 when no answer has begun in time, and cuts one that does not end in time."""

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        self.app = app
        self.seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False
        limit = asyncio.timeout(self.seconds)

        async def send_begun(message: Message) -> None:
            nonlocal begun
            if not begun:
                begun = True
                now = asyncio.get_running_loop().time()
                limit.reschedule(now + self.seconds + GRACE_SECONDS)
            await send(message)

        try:
            async with limit:
                await self.app(scope, receive, send_begun)
        except TimeoutError:
            if begun or not limit.expired():
                raise
            detail = f"The request took longer than {self.seconds:g} s."
            await problem_response("request-timeout", detail)(scope, receive, send)


class SizeLimit:
    """Refuses a body above the limit as it is read, whatever Content-Length says."""

    def __init__(self, app: ASGIApp, max_bytes: int) -> None:
        self.app = app
        self.max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        declared = header(scope, b"content-length")
        too_large = declared.isdigit() and int(declared) > self.max_bytes
        size = 0

        async def limited() -> Message:
            nonlocal size
            if too_large:
                raise _too_large()
            message = await receive()
            size += len(message.get("body", b""))
            if size > self.max_bytes:
                raise _too_large()
            return message

        await self.app(scope, limited, send)


class BusyLimit:
    """Answers 429 while as many requests as allowed are being answered; probes always pass."""

    def __init__(self, app: ASGIApp, most: int, telemetry: Telemetry) -> None:
        self.app = app
        self.most = most
        self.answering = 0
        telemetry.observe_requests(lambda: self.answering, most)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in PROBES:
            await self.app(scope, receive, send)
            return
        if self.answering >= self.most:
            detail = f"{self.most} requests are being answered. Try again."
            busy = problem_response("too-many-requests", detail, {"Retry-After": RETRY_SECONDS})
            await busy(scope, receive, send)
            return
        self.answering += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self.answering -= 1


def _too_large() -> HTTPException:
    # The rest of the body is not read, so the connection cannot be used again.
    return HTTPException(413, headers={"Connection": "close"})
