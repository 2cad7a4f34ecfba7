"""A provider on loopback that gives canned replies, one per call, and keeps what it was sent."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

STALL_SECONDS = 1


@dataclass(frozen=True)
class Canned:
    body: bytes
    status: int = 200
    content_type: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()
    missing: int = 0  # bytes that are announced but never sent
    stalls: bool = False  # does not end before the provider stops


@dataclass
class Provider:
    replies: list[Canned] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)
    url: str = ""

    def reset(self) -> None:
        for kept in (self.replies, self.requests, self.headers):
            kept.clear()

    def next_reply(self) -> Canned:
        """The last one is repeated."""
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]


def completion(**changes: Any) -> dict[str, Any]:
    choice = {
        "index": 0,
        "finish_reason": "stop",
        "message": {"role": "assistant", "content": "Paris."},
    }
    usage = {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110}
    document = {
        "id": "c1",
        "object": "chat.completion",
        "created": 1,
        "model": "gpt-4.1-mini-2025-04-14",
        "choices": [choice],
        "usage": usage,
    }
    return document | changes


def chunk(text: str = "", finish: str | None = None, **changes: Any) -> dict[str, Any]:
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": finish}
    return completion(object="chat.completion.chunk", choices=[choice], usage=None) | changes


LAST = chunk(choices=[], usage=completion()["usage"])


def reply(document: Any, status: int = 200, *headers: tuple[str, str]) -> Canned:
    return Canned(json.dumps(document).encode(), status, headers=headers)


def events(*documents: Any, done: bool = True, **how: Any) -> Canned:
    lines = [f"data: {json.dumps(document)}\n\n" for document in documents]
    body = "".join([*lines, "data: [DONE]\n\n"] if done else lines)
    return Canned(body.encode(), content_type="text/event-stream", **how)


@contextmanager
def running() -> Iterator[Provider]:
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            size = int(self.headers["Content-Length"])
            provider.requests.append(json.loads(self.rfile.read(size)))
            provider.headers.append({name.lower(): value for name, value in self.headers.items()})
            canned = provider.next_reply()
            self.send_response(canned.status)
            self.send_header("Content-Type", canned.content_type)
            for name, value in canned.headers:
                self.send_header(name, value)
            length = len(canned.body) + canned.missing + canned.stalls
            self.send_header("Content-Length", str(length))
            self.end_headers()
            self.wfile.write(canned.body)
            if canned.stalls:
                provider.stopped.wait(STALL_SECONDS)

        def log_message(self, *_: Any) -> None:
            return None

    with listening(Handler) as url:
        provider.url = f"{url}/v1"
        yield provider
        provider.stopped.set()


@contextmanager
def listening(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
