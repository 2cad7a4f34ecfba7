"""A service that keeps promises of every kind, in a repository on a branch of its own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from goldenpath_gates import config
from goldenpath_gates.contracts.base import base
from goldenpath_gates.contracts.check import Context
from goldenpath_gates.contracts.model import Model
from goldenpath_gates.contracts.promises import Promise, promises

from tests.gates.support import CONFIG, git, repository, write

OPENAPI, BREAKS = "contracts/openapi.json", "contracts/breaks.yaml"
EVENT = "contracts/events/answered.schema.json"
WEBHOOK = "contracts/webhooks/tickets.schema.json"
TOOL = "contracts/tools/search.json"
EMBEDDINGS = "contracts/embeddings.json"
Edit = Callable[[Any], None]


def api(version: str = "1.4.0") -> dict[str, Any]:
    answer = {
        "type": "object",
        "required": ["text", "cost"],
        "properties": {"text": {"type": "string"}, "cost": {"type": "number"}},
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Answers", "version": version},
        "paths": {
            "/v1/answers": {
                "get": {
                    "summary": "An answer.",
                    "responses": {
                        "200": {
                            "description": "Answered.",
                            "content": {"application/json": {"schema": answer}},
                        }
                    },
                }
            }
        },
    }


ANSWER = "/paths/~1v1~1answers/get/responses/200/content/application~1json/schema"
COST = f"{ANSWER}/properties/cost"
MADE = {
    "version": 3,
    "model": "text-embedding-3-small",
    "dimension": 1536,
    "dtype": "float32",
    "normalised": True,
    "metric": "cosine",
}


def schema(*required: str) -> dict[str, Any]:
    properties = {name: {"type": "string"} for name in ("id", "text", *required)}
    return {
        "version": "1.0.0",
        "type": "object",
        "required": ["id", *required],
        "properties": properties,
    }


def tool() -> dict[str, Any]:
    city = {"type": "object", "properties": {"city": {"type": "string"}}, "required": []}
    function = {"name": "search", "description": "Searches a city.", "parameters": city}
    return {"version": "1.0.0", "function": function}


def contracts() -> dict[str, Any]:
    return {
        OPENAPI: api(),
        EVENT: schema(),
        WEBHOOK: schema(),
        TOOL: tool(),
        EMBEDDINGS: {"indexes": {"documents": MADE}},
    }


def put(root: Path, name: str, document: Any) -> None:
    write(root, {name: json.dumps(document, indent=2) + "\n"})


def edit(root: Path, name: str, change: Edit) -> None:
    document = json.loads((root / name).read_text(encoding="utf-8"))
    change(document)
    put(root, name, document)


def make(root: Path) -> Path:
    write(root, {"goldenpath.toml": CONFIG})
    for name, document in contracts().items():
        put(root, name, document)
    repository(root)
    git(root, "branch", "--move", "main")
    git(root, "checkout", "--quiet", "-b", "topic")
    return root


def commit(root: Path) -> str:
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--allow-empty", "--message", "a change")
    return git(root, "rev-parse", "HEAD")


def found(root: Path, env: Mapping[str, str] | None = None) -> list[Promise]:
    settings = config.load(root).contract
    return promises(root, settings, base(root, settings, env or {}))


class Told(Model):
    """A model that was sent what a test says."""

    sent: Sequence[Mapping[str, Any]] = ()

    def requests(self) -> Sequence[Mapping[str, Any]]:
        return self.sent


def told(*sent: tuple[str, Any], first: int = 1) -> Told:
    model = Told("http://127.0.0.1:9/v1", "http://127.0.0.1:9/_stub")
    texts = [(path, body if isinstance(body, str) else json.dumps(body)) for path, body in sent]
    numbered = enumerate(texts, start=first)
    listed = [{"number": number, "path": path, "body": body} for number, (path, body) in numbered]
    object.__setattr__(model, "sent", listed)
    return model


def context(root: Path, url: str = "http://127.0.0.1:9", model: Model | None = None) -> Context:
    return Context(root, config.load(root), url, model or told())


@contextmanager
def shown(body: bytes, status: int = 200, path: str = "/openapi.json") -> Iterator[str]:
    """The URL of a service that shows a document."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.path == path else 404)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return None

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
