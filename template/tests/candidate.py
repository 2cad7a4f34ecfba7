"""A candidate version on loopback: it answers as it is told, and keeps what it was asked."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from .provider import listening

ANSWER: dict[str, Any] = {
    "id": "ans-candidate",
    "created_at": "2026-01-01T00:00:00Z",
    "model": "next",
    "provider": "p",
    "stub": False,
    "prompt": {"name": "answer", "version": "3.0.0"},
    "usage": {"input_tokens": 12, "output_tokens": 3},
    "cost_usd": 0.5,
    "documents": [{"id": "tea", "score": 1.5}],
    "citations": ["tea"],
    "answer": "Ask ann@mail.example. [tea]",
    "new": "a field that only the candidate has",
}


@dataclass
class Candidate:
    body: bytes = json.dumps(ANSWER).encode()
    status: int = 200
    hangs: bool = False  # until the test ends
    asked: list[tuple[dict[str, str], Any]] = field(default_factory=list)
    arrived: threading.Event = field(default_factory=threading.Event)
    released: threading.Event = field(default_factory=threading.Event)
    url: str = ""


@contextmanager
def candidate_running() -> Iterator[Candidate]:
    candidate = Candidate()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            headers = {name.lower(): value for name, value in self.headers.items()}
            candidate.asked.append((headers, asked))
            candidate.arrived.set()
            if candidate.hangs:
                candidate.released.wait(10)
            self.send_response(candidate.status)
            self.send_header("Location", candidate.url)
            self.send_header("Content-Length", str(len(candidate.body)))
            self.end_headers()
            self.wfile.write(candidate.body)

        def log_message(self, *_: Any) -> None:
            return None

        def handle(self) -> None:
            try:
                super().handle()
            except ConnectionError:  # nobody waits for the answer any more
                return

    with listening(Handler) as url:
        candidate.url = url
        yield candidate
        candidate.released.set()
