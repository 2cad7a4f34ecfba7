"""Documents made on the spot, and a mock that really listens."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from goldenpath_gates.contracts.document import Document, Node, load
from goldenpath_gates.contracts.mock.app import build
from goldenpath_gates.model_stub.server import bind, make_server, url_of

DOCUMENTS = Path(__file__).parent / "documents"
TENANT = {"X-Tenant": "acme"}
KEY = {"Authorization": "Bearer any"}


def node(schema: Any) -> Node:
    """Of plain JSON Schema; a schema that is true or false has to lie within a document."""
    if isinstance(schema, dict):
        return Document("schema.json", schema).node()
    return Document("schema.json", {"$defs": {"it": schema}}).node("/$defs/it")


def document(name: str) -> Document:
    return load(DOCUMENTS / name, name)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def media(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]


@contextmanager
def running(served: Document, *, seed: int = 7, negative: str | None = None) -> Iterator[str]:
    app, _ = build(served, seed=seed, negative=negative)
    server = make_server(app)
    with bind("127.0.0.1", 0) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield url_of(listener)
        finally:
            server.should_exit = True
            thread.join()


def ask(
    url: str, method: str, path: str, headers: dict[str, str] | None = None, body: Any = None
) -> Answer:
    """A body that is not bytes is sent as JSON."""
    sent = dict(headers or {})
    data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
    if data is not None and not any(name.lower() == "content-type" for name in sent):
        sent["Content-Type"] = "application/json"
    request = Request(f"{url}{path}", data, sent, method=method)
    try:
        with urlopen(request, timeout=10) as response:
            return Answer(response.status, _lower(response.headers), response.read())
    except HTTPError as error:
        with error:
            return Answer(error.code, _lower(error.headers), error.read())


def _lower(headers: Any) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}
