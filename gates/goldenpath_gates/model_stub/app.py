"""The routes of the stub."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from goldenpath_gates.errors import UsageError
from goldenpath_gates.model_stub import chat, embeddings
from goldenpath_gates.model_stub.exchange import Exchange
from goldenpath_gates.model_stub.faults import ChosenFault, FaultError, from_header
from goldenpath_gates.model_stub.journal import Entry, Journal
from goldenpath_gates.model_stub.jsonbody import json_response, loads
from goldenpath_gates.model_stub.noise import Noise
from goldenpath_gates.model_stub.problems import BadRequest, NoReply, bad_key, error_response
from goldenpath_gates.model_stub.rules import load_rules
from goldenpath_gates.model_stub.scenario import Scenario, load_scenario, read_scenario
from goldenpath_gates.model_stub.sources import Asked, Ruled, Source

MAX_BODY = 8 * 1024 * 1024
FAULT_HEADER = "x-stub-fault"
QUIET = Noise()
ExchangeOf = Callable[[Request, Entry], Awaitable[Exchange]]


@dataclass(slots=True)
class Stub:
    """A scenario may be replaced while it runs; all else stays."""

    known: tuple[str, ...]
    source: Source
    scenario: Scenario
    journal: Journal
    created: int
    require_key: bool

    async def completions(self, request: Request) -> Response:
        return await self.answered(request, self.chat)

    async def embeddings(self, request: Request) -> Response:
        return await self.answered(request, self.vectors)

    async def answered(self, request: Request, exchange_of: ExchangeOf) -> Response:
        body = await capped_body(request)
        entry = self.journal.add(request.url.path, request.headers, body)
        chosen = self.fault_for(request, entry.number)
        entry.fault = chosen.name if chosen else None
        if self.require_key and not has_key(request):
            return bad_key()
        exchange = await exchange_of(request, entry)
        return await chosen.apply(exchange) if chosen else exchange.answer()

    async def chat(self, request: Request, entry: Entry) -> Exchange:
        asked = Asked(entry.number, chat.parse(entry.body), entry.body, request.headers)
        reply = await self.source.reply(asked)
        return Exchange(asked.chat, reply, self.created, request.state.transport)

    async def vectors(self, request: Request, entry: Entry) -> Exchange:
        return embeddings.exchange(entry.body, self.created, request.state.transport)

    def fault_for(self, request: Request, number: int) -> ChosenFault | None:
        header = request.headers.get(FAULT_HEADER)
        return self.scenario.fault_for(number) if header is None else from_header(header)

    async def models(self, request: Request) -> Response:
        if self.require_key and not has_key(request):
            return bad_key()
        listed = [
            {"id": name, "object": "model", "created": self.created, "owned_by": "goldenpath"}
            for name in self.known
        ]
        return json_response({"object": "list", "data": listed})

    async def healthz(self, request: Request) -> Response:
        return json_response({"status": "ok"})

    async def requests(self, request: Request) -> Response:
        if request.method == "DELETE":
            self.journal.clear()
            return Response(status_code=204)
        return json_response(self.journal.document())

    async def play(self, request: Request) -> Response:
        """Another scenario, from request 1 on."""
        document = loads_or_refuse(await capped_body(request))
        self.scenario = read_scenario("scenario", document)
        self.journal.clear()
        return Response(status_code=204)


def loads_or_refuse(body: bytes) -> Any:
    try:
        return loads(body.decode())
    except ValueError:
        raise UsageError("scenario: is not JSON") from None


async def capped_body(request: Request) -> bytes:
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MAX_BODY:
            raise HTTPException(413, f"The body is larger than {MAX_BODY} bytes.")
    return bytes(body)


def has_key(request: Request) -> bool:
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    return scheme.lower() == "bearer" and bool(key.strip())


async def refused(request: Request, error: Exception) -> Response:
    if not isinstance(error, BadRequest):
        raise error
    return error_response(400, error.message, param=error.param)


async def no_reply(request: Request, error: Exception) -> Response:
    if not isinstance(error, NoReply):
        raise error
    return error.response


async def wrong_fault(request: Request, error: Exception) -> Response:
    return error_response(400, str(error), param=FAULT_HEADER, code="wrong_fault")


async def wrong_scenario(request: Request, error: Exception) -> Response:
    return error_response(400, str(error), code="wrong_scenario")


async def left(request: Request, error: Exception) -> Response:
    return Response(status_code=400)  # nobody is there to read it


async def http_error(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    message = f"{error.detail} ({request.method} {request.url.path})"
    return error_response(error.status_code, message, headers=error.headers)


def build(
    rules: Path | None = None,
    scenario: Path | None = None,
    *,
    created: int,
    require_key: bool,
    noise: Noise = QUIET,
    source: Source | None = None,
) -> Starlette:
    """`source` replies in place of the rules. Raises UsageError for a wrong table or scenario."""
    table = load_rules(rules)
    stub = Stub(
        known=table.models,
        source=source or Ruled(table, noise),
        scenario=load_scenario(scenario),
        journal=Journal(),
        created=created,
        require_key=require_key,
    )
    # A recording holds no vectors: the stub's own would pass for the provider's.
    vectors = [] if source else [Route("/v1/embeddings", stub.embeddings, methods=["POST"])]
    return Starlette(
        routes=[
            Route("/v1/chat/completions", stub.completions, methods=["POST"]),
            *vectors,
            Route("/v1/models", stub.models),
            Route("/healthz", stub.healthz),
            Route("/_stub/requests", stub.requests, methods=["GET", "DELETE"]),
            Route("/_stub/scenario", stub.play, methods=["PUT"]),
        ],
        exception_handlers={
            BadRequest: refused,
            NoReply: no_reply,
            FaultError: wrong_fault,
            UsageError: wrong_scenario,
            HTTPException: http_error,
            ClientDisconnect: left,
        },
    )
