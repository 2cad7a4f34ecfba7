"""A small service that takes webhooks in, and its twins that forget one thing each."""

from __future__ import annotations

import base64
import hmac
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

WINDOW_S = 300


class Receiver:
    """`defect` names what is forgotten; `repeats`: a known delivery gets the same answer."""

    def __init__(self, secret: str, defect: str | None = None, repeats: bool = False) -> None:
        self.key = base64.b64decode(secret.removeprefix("whsec_"))
        self.defect = defect
        self.repeats = repeats
        self.bodies: dict[str, bytes] = {}
        self.count = 0
        self.lock = threading.Lock()
        self.both = threading.Barrier(2)  # two that are new at the same time

    def answer(self, path: str, headers: Any, body: bytes) -> tuple[int, dict[str, Any]]:
        if path != "/hooks/orders" and not (self.defect == "any-source" and "/hooks/" in path):
            return 404, {}
        id = headers["webhook-id"]
        if self.defect == "remembers-unsigned":
            if id in self.bodies and self.bodies[id] == b"":
                return 409, {}
            if "webhook-signature" not in headers:
                self.bodies[id] = b""
        if not self.signed(headers, body):
            return 401, {}
        if abs(self.age(headers)) > WINDOW_S and self.defect != (
            "any-past" if self.age(headers) > 0 else "any-future"
        ):
            return 401, {}
        if self.defect == "no-lock":
            return self.taken(id, body, self.bodies.get(id))
        with self.lock:
            return self.taken(id, body, self.bodies.get(id))

    def signed(self, headers: Any, body: bytes) -> bool:
        given = headers.get("webhook-signature")
        if given is None:
            return self.defect == "unsigned"
        bodies = (body, b"{}") if self.defect == "body-not-signed" else (body,)
        return self.defect == "any-key" or given in (self.code(headers, each) for each in bodies)

    def code(self, headers: Any, body: bytes) -> str:
        content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        return "v1," + base64.b64encode(hmac.digest(self.key, content, "sha256")).decode()

    def age(self, headers: Any) -> float:
        return time.time() - int(headers["webhook-timestamp"])

    def taken(self, id: str, body: bytes, known: bytes | None) -> tuple[int, dict[str, Any]]:
        if known is not None and self.defect not in ("no-memory", "counts"):
            if known != body and self.defect != "any-body":
                return 409, {}
            if self.defect == "refuses-again":
                return 409, {}
            return (202, {}) if self.repeats else (200, {"status": "duplicate"})
        if fault := self.misfit(body):
            return fault, {}
        if self.defect == "no-lock":
            with suppress(threading.BrokenBarrierError):
                self.both.wait(0.1)
            self.both.reset()
        self.bodies[id] = body
        self.count += 1
        return 202, {"number": self.count} if self.defect == "counts" else {}

    def misfit(self, body: bytes) -> int | None:
        try:
            event = json.loads(body)
        except (ValueError, RecursionError):
            return {"crashes": 500, "any-json": None}.get(str(self.defect), 422)
        if self.defect == "refuses":
            return 422
        fits = isinstance(event, dict) and event.keys() == {"number"}
        fits = fits and type(event["number"]) is int and event["number"] > 0
        return None if fits or self.defect == "no-schema" else 422


class Server(ThreadingHTTPServer):
    request_queue_size = 64  # a fuller queue would let a caller wait for a second


@contextmanager
def listening(receiver: Receiver) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            status, said = receiver.answer(self.path, self.headers, body)
            text = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("content-length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_: object) -> None:
            pass

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
