"""A small shop that keeps its promises, and its twins that break one each."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn
from goldenpath_gates.config import Config, Service
from goldenpath_gates.contracts.check import Context
from goldenpath_gates.contracts.model import Model
from goldenpath_gates.contracts.settings import Contract
from goldenpath_gates.contracts.signing import new_secret, signed
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.gates.support import until

KEY = "Bearer shop"
MAX_BODY = 64 * 1024
DOCUMENT = json.loads(Path(__file__).with_name("shop.openapi.json").read_text("utf-8"))


class Shop:
    """`defect` names the one promise that is broken; None: all are kept.

    It also plays the model's control, and a partner may send it webhooks.
    """

    def __init__(self, defect: str | None = None) -> None:
        self.defect = defect
        self.document: dict[str, Any] = json.loads(json.dumps(DOCUMENT))
        self.items: list[str] = []
        self.steps: list[Any] = []
        self.secret = new_secret()
        self.server: uvicorn.Server | None = None

    def app(self) -> Starlette:
        routes = [
            Route("/openapi.json", self._document),
            Route("/items", self._add, methods=["POST"]),
            Route("/items/{id}", self._item),
            Route("/till", self._till),
            Route("/_stub/scenario", self._play, methods=["PUT"]),
            Route("/v1/webhooks/{source}", self._webhook, methods=["POST"]),
        ]
        return Starlette(routes=routes, exception_handlers={HTTPException: _refused})

    async def _document(self, _: Request) -> Response:
        return JSONResponse(self.document)

    async def _add(self, request: Request) -> Response:
        if self.defect == "hangs":
            await asyncio.sleep(60)
        if self.steps:
            return _refuse(503, "no model")
        body = await self._body(request)
        media_type = request.headers.get("content-type", "").partition(";")[0].strip()
        if media_type != "application/json" and self.defect != "any-content-type":
            return _refuse(415, "send JSON")
        try:
            new = json.loads(body.decode("utf-8", self._errors()))
        except (ValueError, RecursionError):
            if self.defect == "malformed-500":
                raise
            return _refuse(400, "no JSON")
        name = new.get("name") if isinstance(new, dict) and len(new) == 1 else None
        if not isinstance(name, str) or not 1 <= len(name) <= 40:
            return _refuse(422, "no item")
        return self._added(name)

    def _added(self, name: str) -> Response:
        if self.defect == "dies" and self.server and len(self.items) == 2:
            self.server.force_exit = self.server.should_exit = True
        if len(name) > 20 and self.defect == "crash":
            raise ZeroDivisionError
        if len(name) > 20 and self.defect in ("418", "503"):
            return _refuse(int(self.defect), "not today")
        self.items.append(name)
        number: int | str = len(self.items) - 1
        return _json({"id": str(number) if self.defect == "lie" else number, "name": name}, 201)

    async def _body(self, request: Request) -> bytes:
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > MAX_BODY and self.defect != "any-size":
                raise HTTPException(413, "too large", {"Connection": "close"})
        return body

    def _errors(self) -> str:
        return "replace" if self.defect == "any-bytes" else "strict"

    async def _item(self, request: Request) -> Response:
        number = request.path_params["id"]
        if not number.lstrip("-").isascii() or not number.lstrip("-").isdecimal():
            return _refuse(422, "no number")
        if not 0 <= int(number) < len(self.items):
            return _refuse(404, "no such item")
        return _json({"id": int(number), "name": self.items[int(number)]})

    async def _till(self, request: Request) -> Response:
        if request.headers.get("authorization") != KEY and self.defect != "open":
            return _refuse(401, "who are you?")
        return _json({"id": 0, "name": "money"})

    async def _play(self, request: Request) -> Response:
        self.steps = (await request.json())["steps"]
        return JSONResponse({})

    async def _webhook(self, request: Request) -> Response:
        body = await request.body()
        id, timestamp = request.headers["webhook-id"], request.headers["webhook-timestamp"]
        expected = signed(self.secret, id, int(timestamp), body)["webhook-signature"]
        if request.headers["webhook-signature"] != expected:
            return _refuse(401, "who are you?")
        return _json({}, 202) if b"delivered" in body else _refuse(422, "no such event")


def _refuse(status: int, detail: str) -> Response:
    return JSONResponse({"detail": detail}, status)


def _refused(_: Request, exc: Exception) -> Response:
    assert isinstance(exc, HTTPException)
    headers = dict(exc.headers) if exc.headers else None
    return JSONResponse({"detail": exc.detail}, exc.status_code, headers)


def _json(body: Any, status: int = 200) -> Response:
    # A name may hold half a surrogate pair, and only an escape can carry it.
    return Response(json.dumps(body), status, media_type="application/json")


@contextmanager
def opened(shop: Shop) -> Iterator[str]:
    """The URL of a shop on loopback for the time of a `with` block."""
    listener = socket.create_server(("127.0.0.1", 0))
    options: dict[str, Any] = {"log_level": "critical", "lifespan": "off", "access_log": False}
    server = shop.server = uvicorn.Server(uvicorn.Config(shop.app(), **options))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    until(lambda: server.started, "the shop")
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = server.force_exit = True
        thread.join()
        listener.close()


@contextmanager
def judged(root: Path, shop: Shop, **settings: Any) -> Iterator[Context]:
    """The context of a check of this shop; `settings` are those of `[contract]`."""
    config = Config(Service("shop", ("true",)), contract=Contract(**settings))
    with opened(shop) as url:
        model = Model(url, f"{url}/_stub")
        yield Context(root, config, url, model, {"post": shop.secret})
